import { join } from 'node:path';
import { type Engine, OptionError, type RecurrentModel } from '@pushdown/core';
import type { TrainingState } from '@pushdown/training';
import { requireSameExperiment } from '../checkpoints/differences.ts';
import { type CheckpointStore, checkpointStore } from '../checkpoints/store.ts';
import { describeEnvironment } from './environment.ts';
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

/** Where a run writes, and where it goes on. */
export interface OpenedRun {
  readonly folder?: RunFolder;
  readonly checkpoints?: CheckpointStore;
  /** Where training goes on; it begins without it. */
  readonly state?: TrainingState;
  /** The results of a run that has nothing left to do. */
  readonly finished?: RunResults;
}

interface OpenOptions {
  readonly experiment: Experiment;
  readonly model: RecurrentModel;
  readonly engine: Engine;
  readonly folder?: string | undefined;
  readonly overwrite?: boolean | undefined;
  readonly resume?: boolean | undefined;
  readonly parameters?: unknown;
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * Opens the folder of a run, if there is one, for a new run or for one that goes on.
 * @throws OptionError, CheckpointError or StorageError as `runExperiment` says.
 */
export async function openRun(options: OpenOptions): Promise<OpenedRun> {
  const { experiment, model, engine, folder: path, overwrite = false, resume = false, onNotice } = options;
  if (path === undefined) {
    if (resume) throw new OptionError('a run without a folder cannot be resumed');
    requireParameters(options);
    return {};
  }
  const checkpoints = checkpointStore(join(path, checkpointFolder), experiment, model);
  const found = resume ? await findRun(path, checkpoints, options) : undefined;
  if (found?.finished !== undefined) return found;
  if (found?.state !== undefined) {
    const folder = await reopenRunFolder(path);
    await restoreMetrics(path, folder, found.state.epochs);
    return { ...found, folder, checkpoints };
  }
  requireParameters(options);
  if (resume) onNotice?.(`the folder "${path}" holds no checkpoint; the run begins anew`);
  const folder = await openRunFolder(path, overwrite);
  await folder.write('experiment', `${toJson(experiment)}\n`);
  await folder.write('environment', `${toJson(describeEnvironment(engine))}\n`);
  return { folder, checkpoints };
}

/** Results or training state of the run in a folder; neither if it was cut off before its first checkpoint. */
async function findRun(
  path: string,
  checkpoints: CheckpointStore,
  { experiment, engine, onNotice }: OpenOptions,
): Promise<Pick<OpenedRun, 'state' | 'finished'>> {
  const results = (await readRunFile(path, 'results')) as RunResults | undefined;
  if (results !== undefined) {
    requireSameExperiment(results.experiment, experiment, `"${join(path, runFiles.results)}"`);
    onNotice?.(`the run in "${path}" is finished; nothing is left to do`);
    return { finished: results };
  }
  const started = await readRunFile(path, 'experiment');
  if (started !== undefined) requireSameExperiment(started, experiment, `"${join(path, runFiles.experiment)}"`);
  const loaded = await checkpoints.load();
  if (loaded === undefined) return {};
  for (const damage of loaded.damaged) onNotice?.(damage);
  onNotice?.(`going on from "${loaded.path}"`);
  const environment = await readRunFile(path, 'environment');
  if (toJson(environment) !== toJson(describeEnvironment(engine)))
    onNotice?.(
      `this is not the environment in which the run began (${runFiles.environment}); the last bits may differ`,
    );
  return { state: loaded.state };
}

/** @throws OptionError when the experiment begins with parameters of a file and nobody has read it. */
function requireParameters({ experiment, parameters }: OpenOptions): void {
  if ((experiment.initialParameters === undefined) !== (parameters === undefined)) {
    throw new OptionError(
      experiment.initialParameters === undefined
        ? 'initialParameters: not stated, but parameters are given'
        : `initialParameters: the parameters of "${experiment.initialParameters.file}" are not given`,
    );
  }
}
