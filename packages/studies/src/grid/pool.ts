import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import type { EpochReport } from '@pushdown/training';
import { Tinypool } from 'tinypool';
import type { ExaminedRun } from '../examination/examine-run.ts';
import type { ExaminationTask } from '../examination/worker.ts';
import type { Experiment } from '../experiment/schema.ts';
import { builtFile } from './built-file.ts';
import { type Failure, toFailure } from './failure.ts';
import type { LabSource } from './lab-source.ts';
import type { GridTask, GridTaskResult } from './worker.ts';

/** Options of one run of a pool. */
export interface PoolRunOptions {
  /** The folder of the run; nothing is written without it. */
  readonly folder?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly resume?: boolean | undefined;
  readonly onEpoch?: ((report: EpochReport) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Worker threads that run experiments. */
export interface RunPool {
  /** Runs at a time. */
  readonly workers: number;
  /** What became of one run; errors are values. @throws the signal's reason when it is aborted. */
  run(experiment: Experiment, options: PoolRunOptions): Promise<GridTaskResult>;
  /** Examines a finished run; what is found is in files then. @throws the signal's reason when it is aborted. */
  examine(run: ExaminedRun, signal?: AbortSignal | undefined): Promise<{ readonly failure?: Failure }>;
  /** Ends the workers, and the runs that they are at with them. */
  close(): Promise<void>;
}

/**
 * Workers, threads of this process, that run experiments side by side.
 * @param options.workers as many as there are processor cores without it.
 */
export function openRunPool(options: { readonly lab: LabSource; readonly workers?: number | undefined }): RunPool {
  const { lab } = options;
  const workers = Math.max(1, options.workers ?? availableParallelism());
  const pool = new Tinypool({
    filename: fileURLToPath(builtFile('grid/worker.js', import.meta.url)),
    runtime: 'worker_threads',
    minThreads: workers,
    maxThreads: workers,
    maxQueue: Number.POSITIVE_INFINITY,
    // Nothing of how this process was started, such as the conditions by which tests resolve imports, concerns a worker.
    execArgv: [],
  });
  return {
    workers,
    async run(experiment, { folder, overwrite = false, resume = false, onEpoch, signal }) {
      const { port1: here, port2: there } = new MessageChannel();
      here.on('message', (report: EpochReport) => onEpoch?.(report));
      const task: GridTask = { experiment, lab, folder, overwrite, resume, port: there };
      try {
        return await pool.run(task, {
          transferList: [there],
          // A signal of its own for each run: Node takes many listeners on one for a leak.
          signal: signal === undefined ? null : AbortSignal.any([signal]),
        });
      } catch (error) {
        signal?.throwIfAborted();
        // The worker itself broke, for example for lack of memory.
        return { failure: toFailure(error) };
      } finally {
        here.close();
      }
    },
    async examine(run, signal) {
      const task: ExaminationTask = { ...run, lab };
      const filename = fileURLToPath(builtFile('examination/worker.js', import.meta.url));
      try {
        return await pool.run(task, { filename, signal: signal === undefined ? null : AbortSignal.any([signal]) });
      } catch (error) {
        signal?.throwIfAborted();
        return { failure: toFailure(error) };
      }
    },
    close: () => pool.destroy(),
  };
}
