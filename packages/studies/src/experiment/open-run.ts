import { join } from 'node:path';
import { type Engine, OptionError, type RecurrentModel } from '@pushdown/core';
import type { TrainingState } from '@pushdown/training';
import { requireSameExperiment } from '../checkpoints/differences.ts';
import { type CheckpointStore, checkpointStore } from '../checkpoints/store.ts';
import { describeEnvironment } from './environment.ts';
import { initialParameters } from './initial-parameters.ts';
import { toJson } from './json.ts';
import type { RunResults } from './results.ts';
import {
  checkpointFolder,
  openRunFolder,
  type RunFolder,
  readRunFile,
  reopenRunFolder,
  restoreMetrics,
  runFiles,
} from './run-folder.ts';
import type { Experiment } from './schema.ts';

/** Where a run writes, and where it begins or goes on. */
export interface OpenedRun {
  readonly folder?: RunFolder;
  readonly checkpoints?: CheckpointStore;
  /** Values of the parameters there. */
  readonly parameters: TrainingState['parameters'];
  /** Where training goes on; it begins without it. */
  readonly state?: TrainingState;
}

/** A run that has nothing left to do. */
export interface FinishedRun {
  readonly finished: RunResults;
}

interface OpenOptions {
  readonly experiment: Experiment;
  readonly model: RecurrentModel;
  readonly engine: Engine;
  readonly stepsPerEpoch: number;
  readonly folder?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly resume?: boolean | undefined;
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Opens the folder of a run, if there is one, for a new run or for one that goes on.
 * @throws OptionError, CheckpointError or StorageError as `runExperiment` says.
 */
export async function openRun(options: OpenOptions): Promise<OpenedRun | FinishedRun> {
  const {
    experiment,
    model,
    engine,
    stepsPerEpoch,
    folder: path,
    overwrite = false,
    resume = false,
    onNotice,
  } = options;
  if (path === undefined) {
    if (resume) throw new OptionError('a run without a folder cannot be resumed');
    return { parameters: await initialParameters(model, experiment) };
  }
  const checkpoints = checkpointStore(join(path, checkpointFolder), { experiment, model, stepsPerEpoch });
  const found = resume ? await findRun(path, checkpoints, options) : undefined;
  if (found !== undefined && 'finished' in found) return found;
  if (found !== undefined) {
    const folder = await reopenRunFolder(path);
    await restoreMetrics(path, folder, found.state.epochs);
    return { ...found, parameters: found.state.parameters, folder, checkpoints };
  }
  const parameters = await initialParameters(model, experiment);
  if (resume) onNotice?.(`the folder "${path}" holds no checkpoint; the run begins anew`);
  const folder = await openRunFolder(path, overwrite);
  await folder.write('experiment', `${toJson(experiment)}\n`);
  await folder.write('environment', `${toJson(describeEnvironment(engine))}\n`);
  return { parameters, folder, checkpoints };
}

/** Results or training state of the run in a folder; undefined if it was cut off before its first checkpoint. */
async function findRun(
  path: string,
  checkpoints: CheckpointStore,
  { experiment, engine, onNotice }: OpenOptions,
): Promise<{ readonly state: TrainingState } | FinishedRun | undefined> {
  const results = (await readRunFile(path, 'results')) as RunResults | undefined;
  if (results !== undefined) {
    requireSameExperiment(results.experiment, experiment, `"${join(path, runFiles.results)}"`);
    onNotice?.(`the run in "${path}" is finished; nothing is left to do`);
    return { finished: results };
  }
  const started = await readRunFile(path, 'experiment');
  if (started !== undefined) requireSameExperiment(started, experiment, `"${join(path, runFiles.experiment)}"`);
  const loaded = await checkpoints.load();
  if (loaded === undefined) return undefined;
  for (const damage of loaded.damaged) onNotice?.(damage);
  onNotice?.(`going on from "${loaded.path}"`);
  const environment = await readRunFile(path, 'environment');
  if (toJson(environment) !== toJson(describeEnvironment(engine)))
    onNotice?.(
      `this is not the environment in which the run began (${runFiles.environment}); the last bits may differ`,
    );
  return { state: loaded.state };
}
