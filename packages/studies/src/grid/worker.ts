import type { MessagePort } from 'node:worker_threads';
import type { EpochReport } from '@pushdown/training';
import type { RunResults } from '../experiment/results.ts';
import { runExperiment } from '../experiment/run.ts';
import type { Experiment } from '../experiment/schema.ts';
import { type Failure, toFailure } from './failure.ts';
import type { LabFactory, LabSource } from './lab-source.ts';

/** One experiment for a worker. */
export interface GridTask {
  readonly experiment: Experiment;
  readonly lab: LabSource;
  readonly folder?: string | undefined;
  readonly overwrite: boolean;
  readonly resume: boolean;
  /** Gets an `EpochReport` after each epoch. */
  readonly port: MessagePort;
}

/** What came of a run: its results, or why it failed. */
export type GridTaskResult = { readonly results: RunResults } | { readonly failure: Failure };

/** What a worker of the grid does: one run. An error becomes a value, so that the other runs go on. */
export default async function runTask(task: GridTask): Promise<GridTaskResult> {
  const { experiment, folder, overwrite, resume, port } = task;
  try {
    const { default: createLab } = (await import(task.lab.module)) as { default: LabFactory };
    const lab = await createLab(task.lab.plugins);
    const onProgress = (report: EpochReport): void => port.postMessage(report);
    return { results: await runExperiment({ experiment, lab, folder, overwrite, resume, onProgress }) };
  } catch (error) {
    return { failure: toFailure(error) };
  } finally {
    port.close();
  }
}
