import type { Measurement } from '../measuring/measure.ts';
import { ProcessError } from '../processes/run-fresh.ts';
import { lossDifference } from './same-losses.ts';

/** What one run of a peer gave; a string says what went wrong. */
export type Outcome = Measurement | string;

/** A script that failed once is not run again: it would only fail more slowly. */
export function untilItFails(run: () => Measurement): () => Outcome {
  let failure: string | undefined;
  return () => {
    if (failure !== undefined) return failure;
    try {
      return run();
    } catch (error) {
      if (!(error instanceof ProcessError)) throw error;
      failure = error.message;
      return failure;
    }
  };
}

/** Why the runs of a peer do not count: one of them failed, or their losses are not ours. */
export function failureOf(ours: readonly Measurement[], outcomes: readonly Outcome[]): string | undefined {
  for (const outcome of outcomes) {
    const failure = typeof outcome === 'string' ? outcome : lossDifference(ours[0]?.losses ?? [], outcome.losses);
    if (failure !== undefined) return failure;
  }
  return undefined;
}
