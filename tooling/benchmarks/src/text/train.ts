import { runExperiment } from '@pushdown/studies';
import createBenchmarkLab from '../studies/laboratory.ts';
import { experimentOf, type TextCase, type TextOutcome } from './case.ts';

/** Trains one of our models on a text. */
export async function trainOnText(trained: TextCase): Promise<TextOutcome> {
  const perplexities: number[] = [];
  let seconds = 0;
  await runExperiment({
    experiment: { ...experimentOf(trained), engine: trained.engine },
    lab: await createBenchmarkLab(),
    onProgress(report) {
      perplexities.push(Math.exp(report.validationLoss));
      seconds += report.seconds;
    },
  });
  return { perplexities, seconds };
}
