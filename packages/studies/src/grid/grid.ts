import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import type { EpochReport } from '@pushdown/training';
import { Tinypool } from 'tinypool';
import type { RunResults } from '../experiment/results.ts';
import type { Experiment } from '../experiment/schema.ts';
import { builtFile } from './built-file.ts';
import { type Failure, toFailure } from './failure.ts';
import type { LabSource } from './lab-source.ts';
import type { GridTask, GridTaskResult } from './worker.ts';

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
  const { experiments, signal } = options;
  const workers = Math.max(1, Math.min(options.workers ?? availableParallelism(), experiments.length));
  const pool = new Tinypool({
    filename: fileURLToPath(builtFile('grid/worker.js', import.meta.url)),
    runtime: 'worker_threads',
    minThreads: workers,
    maxThreads: workers,
    maxQueue: Number.POSITIVE_INFINITY,
    // Nothing of how this process was started, such as the conditions by which tests resolve imports, concerns a worker.
    execArgv: [],
  });
  try {
    return await Promise.all(experiments.map((experiment) => runInPool(pool, experiment, options)));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await pool.destroy();
  }
}

async function runInPool(pool: Tinypool, experiment: Experiment, options: GridOptions): Promise<GridOutcome> {
  const { lab, folder, overwrite = false, onEvent, signal } = options;
  const { port1: here, port2: there } = new MessageChannel();
  here.on('message', (report: EpochReport) => onEvent?.({ kind: 'epoch', experiment, report }));
  const task: GridTask = { experiment, lab, folder: folder?.(experiment), overwrite, port: there };
  try {
    const run: Promise<GridTaskResult> = pool.run(task, {
      transferList: [there],
      // A signal of its own for each run: Node takes many listeners on one for a leak.
      signal: signal === undefined ? null : AbortSignal.any([signal]),
    });
    const result = await run.catch((error: unknown): GridTaskResult => {
      signal?.throwIfAborted();
      // The worker itself broke, for example for lack of memory.
      return { failure: toFailure(error) };
    });
    onEvent?.(
      'results' in result ? { kind: 'finished', experiment, ...result } : { kind: 'failed', experiment, ...result },
    );
    return { experiment, ...result };
  } finally {
    here.close();
  }
}
