import { type StoredRun, type StudyEvent, type StudyPlan, validationScore } from '@pushdown/studies';
import type { Progress } from '../../output/progress.ts';
import { formatDuration } from '../../output/quantities.ts';

/** Steps of the bar, whatever the size of the study. */
const steps = 1000;

/**
 * Shows how far a study is and how much time is left. What runs cost relative to each other is known from the plan, or from their
 * epochs without one; how long that takes is measured as they go.
 */
export function followStudy(
  progress: Progress,
  left: readonly StoredRun[],
  plan: StudyPlan | undefined,
): (event: StudyEvent) => void {
  const costOf = (run: Pick<StoredRun, 'cell' | 'experiment'>): number =>
    plan?.costs[run.cell]?.seconds || run.experiment.training.maximumEpochs;
  const total = left.reduce((sum, run) => sum + costOf(run), 0);
  const begun = performance.now();
  const shares = new Map<string, number>();
  const counts = { done: 0, failed: 0 };
  // Epochs of an earlier process took no time of this one.
  const earlier = new Map(
    left.map((run) => [run.name, (costOf(run) * run.epochs) / run.experiment.training.maximumEpochs]),
  );
  const head = sum(earlier.values());

  const update = (event: StudyEvent, share: number): void => {
    shares.set(event.run.name, Math.max(costOf(event.run) * share, earlier.get(event.run.name) ?? 0));
    const done = left.reduce((all, { name }) => all + (shares.get(name) ?? earlier.get(name) ?? 0), 0);
    const seconds = (performance.now() - begun) / 1000;
    const rest = done > head ? (seconds * (total - done)) / (done - head) : undefined;
    const time = rest === undefined ? '' : `, ${formatDuration(rest)} left`;
    const failures = counts.failed === 0 ? '' : `, ${counts.failed} failed`;
    const status = `${counts.done}/${left.length} runs${failures}${time}`;
    progress.update(Math.round((steps * done) / Math.max(total, Number.MIN_VALUE)), status);
  };

  return (event) => {
    const { run } = event;
    const place = (): string => `[${counts.done}/${left.length}] ${run.name}`;
    switch (event.kind) {
      case 'started':
        update(event, 0);
        return;
      case 'epoch':
        update(event, event.report.epoch / run.experiment.training.maximumEpochs);
        return;
      case 'retrying':
        progress.note(`${run.name} failed and is tried again: ${event.failure.message}`);
        return;
      case 'finished':
      case 'failed':
      case 'elsewhere': {
        counts.done += 1;
        if (event.kind === 'failed') counts.failed += 1;
        update(event, 1);
        progress.note(`${place()}: ${outcomeOf(event)}`);
      }
    }
  };
}

function outcomeOf(event: Extract<StudyEvent, { kind: 'finished' | 'failed' | 'elsewhere' }>): string {
  if (event.kind === 'failed') return `failed: ${event.failure.message}`;
  if (event.kind === 'elsewhere') return `${event.run.status} by another process`;
  return `${validationScore(event.results.training)} after ${event.results.training.epochs} epochs`;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
