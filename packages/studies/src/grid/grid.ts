import { availableParallelism } from 'node:os';
import type { EpochReport } from '@pushdown/training';
import type { RunResults } from '../experiment/results.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { Failure } from './failure.ts';
import type { LabSource } from './lab-source.ts';
import { openRunPool } from './pool.ts';
import type { GridTaskResult } from './worker.ts';

/** What became of one experiment of a grid. */
export type GridOutcome = { readonly experiment: Experiment } & GridTaskResult;

/** What happens while a grid runs. */
export type GridEvent =
  | { readonly kind: 'epoch'; readonly experiment: Experiment; readonly report: EpochReport }
  | { readonly kind: 'finished'; readonly experiment: Experiment; readonly results: RunResults }
  | { readonly kind: 'failed'; readonly experiment: Experiment; readonly failure: Failure };

export interface GridOptions {
  /** Begun in this order; put long runs first where there are several workers. */
  readonly experiments: readonly Experiment[];
  readonly lab: LabSource;
  /** The folder of an experiment's run; nothing is written without it. */
  readonly folder?: ((experiment: Experiment) => string) | undefined;
  readonly overwrite?: boolean | undefined;
  /** Runs at a time; as many as there are processor cores without it. */
  readonly workers?: number | undefined;
  readonly onEvent?: ((event: GridEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs experiments side by side, each in a worker thread. A run that fails does not stop the others.
 *
 * @returns one outcome an experiment, in the order given, whichever finished first. Results do not depend on the number of
 *   workers: a run draws only from streams of its own seed.
 * @throws the signal's reason when the grid is aborted.
 */
export async function runGrid(options: GridOptions): Promise<readonly GridOutcome[]> {
  const { experiments, lab, folder, overwrite, onEvent, signal } = options;
  const workers = Math.min(options.workers ?? availableParallelism(), experiments.length);
  const pool = openRunPool({ lab, workers });
  try {
    return await Promise.all(
      experiments.map(async (experiment): Promise<GridOutcome> => {
        const result = await pool.run(experiment, {
          folder: folder?.(experiment),
          overwrite,
          signal,
          onEpoch: (report) => onEvent?.({ kind: 'epoch', experiment, report }),
        });
        onEvent?.(
          'results' in result ? { kind: 'finished', experiment, ...result } : { kind: 'failed', experiment, ...result },
        );
        return { experiment, ...result };
      }),
    );
  } finally {
    await pool.close();
  }
}
