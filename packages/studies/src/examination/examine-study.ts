import { join } from 'node:path';
import type { EvaluationResult } from '../evaluate/evaluate-run.ts';
import type { Failure } from '../grid/failure.ts';
import type { RunPool } from '../grid/pool.ts';
import { type SharedTask, shareTasks } from '../grid/share-tasks.ts';
import type { Examination, Study } from '../grid/study.ts';
import type { Claim } from '../store/locks.ts';
import { bestByValidation, type FinishedRun, filterRuns, finishedRuns, groupRuns } from '../store/queries.ts';
import { type RunStore, type StoredRun, studyFiles } from '../store/study-folder.ts';
import { readExamination } from './examine-run.ts';

/** A chosen run with what was found in it, if it has been examined. */
export interface Examined {
  readonly run: FinishedRun;
  readonly result: EvaluationResult | undefined;
}

/** What happens while runs are examined. */
export type ExaminationEvent =
  | { readonly kind: 'examined'; readonly run: FinishedRun; readonly done: number; readonly total: number }
  | { readonly kind: 'not examined'; readonly run: FinishedRun; readonly failure: Failure };

/** The runs that a study wants examined: of every combination it names the best restart by validation so far. */
export function chosenRuns({ examine, axes }: Study, runs: readonly StoredRun[]): readonly FinishedRun[] {
  if (examine === undefined) return [];
  const groups = groupRuns(finishedRuns(filterRuns(runs, examine.where)), Object.keys(axes));
  return groups.map(({ runs }) => bestByValidation(runs) as FinishedRun);
}

/** The chosen runs of a study with what is known of them. @throws OptionError when a file is damaged. */
export async function readExaminations(store: RunStore, runs: readonly StoredRun[]): Promise<readonly Examined[]> {
  const { examine } = store.study;
  if (examine === undefined) return [];
  return Promise.all(
    chosenRuns(store.study, runs).map(async (run) => ({
      run,
      result: await readExamination(folderOf(store, run), examine),
    })),
  );
}

/** A run of every combination of which one is still to be examined, when all are done. */
export async function runsToExamine(store: RunStore, runs: readonly StoredRun[]): Promise<readonly StoredRun[]> {
  const { examine, axes } = store.study;
  if (examine === undefined) return [];
  const examined = new Set(
    (await readExaminations(store, runs)).filter(({ result }) => result !== undefined).map(({ run }) => run.cell),
  );
  const isDone = ({ status }: StoredRun): boolean => status === 'finished' || status === 'failed';
  return groupRuns(filterRuns(runs, examine.where), Object.keys(axes)).flatMap(({ runs: cell }) => {
    const [first] = cell;
    return first === undefined || (examined.has(first.cell) && cell.every(isDone)) ? [] : [first];
  });
}

/**
 * Examines the chosen runs that have not been yet, on all workers; processes that work in one folder share them.
 * @throws StorageError, OptionError when a file is damaged, and the signal's reason. What fails otherwise is an event.
 */
export async function examineStudy(options: {
  readonly store: RunStore;
  readonly pool: RunPool;
  readonly onEvent?: ((event: ExaminationEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<void> {
  const { store, pool, onEvent, signal } = options;
  const { examine } = store.study;
  if (examine === undefined) return;
  const left = (await readExaminations(store, await store.read())).filter(({ result }) => result === undefined);
  let done = 0;
  const tasks = left.map(
    ({ run }): SharedTask => ({
      name: `${run.name}.examination`,
      settled: async () => (await readExamination(folderOf(store, run), examine)) !== undefined,
      async perform(claim) {
        const failure = await perform(run, examine, claim, options);
        if (failure === 'lost') return false;
        done++;
        if (failure === undefined) onEvent?.({ kind: 'examined', run, done, total: left.length });
        else onEvent?.({ kind: 'not examined', run, failure });
        return true;
      },
    }),
  );
  await shareTasks({ tasks, locks: store.locks, workers: pool.workers, signal });
}

async function perform(
  run: FinishedRun,
  examination: Examination,
  claim: Claim,
  { store, pool, signal }: Parameters<typeof examineStudy>[0],
): Promise<Failure | 'lost' | undefined> {
  const stop = signal === undefined ? claim.lost : AbortSignal.any([signal, claim.lost]);
  try {
    const { experiment, folder: runFolder } = run;
    const task = { experiment, runFolder, examination, folder: folderOf(store, run) };
    return (await pool.examine(task, stop)).failure;
  } catch (error) {
    signal?.throwIfAborted();
    if (claim.lost.aborted) return 'lost';
    throw error;
  }
}

function folderOf({ folder }: RunStore, { name }: FinishedRun): string {
  return join(folder, studyFiles.examined, name);
}
