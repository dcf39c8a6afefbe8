import { encodeParameters, type Lab, randomStream } from '@pushdown/core';
import { type CheckpointOptions, countUnits, type EpochReport, type TrainingOutcome, train } from '@pushdown/training';
import { withLastCheckpoint } from '../checkpoints/last-checkpoint.ts';
import type { CommonTraining } from './common-schema.ts';
import { drawnSettings } from './drawn-settings.ts';
import { frozenPeriods } from './frozen-periods.ts';
import { toJson } from './json.ts';
import { type OpenedRun, openRun } from './open-run.ts';
import { prepareStrings } from './prepare-strings.ts';
import { prepareText } from './prepare-text.ts';
import type { PreparedRun, TestResults } from './prepared-run.ts';
import type { RunResults } from './results.ts';
import { type Experiment, type ExperimentInput, isOnText, resolveExperiment } from './schema.ts';
import { summarize } from './summary.ts';

/** Options of `runExperiment`. */
export interface RunOptions {
  readonly experiment: ExperimentInput;
  readonly lab: Lab;
  /** Where the run writes its files; nowhere without it. */
  readonly folder?: string | undefined;
  /** Replace a run in the folder. */
  readonly overwrite?: boolean | undefined;
  /** Go on with the run in the folder where its last checkpoint is. */
  readonly resume?: boolean | undefined;
  /** Gets what the user should know, one line each: damaged checkpoints, rolling back, that a run was finished before. */
  readonly onNotice?: ((notice: string) => void) | undefined;
  readonly onProgress?: ((report: EpochReport) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains and evaluates one model. Equal experiments give equal results, bit for bit, also when a run is cut off and resumed
 * any number of times. A run that is finished and is to be resumed gives its results again.
 *
 * @throws OptionError when the experiment or the folder cannot be used or belongs to another experiment, CheckpointError
 *   when all checkpoints are damaged, StorageError when files cannot be written, NonFiniteError when a loss is not finite,
 *   TensorError when a step does not fit, whatever the engine's `load` throws, and the signal's reason when the run is aborted. Nothing is written when the
 *   experiment is at fault.
 */
export async function runExperiment(options: RunOptions): Promise<RunResults> {
  const given: Experiment = resolveExperiment(options.experiment);
  const prepared = isOnText(given) ? prepareText(given, options.lab) : prepareStrings(given, options.lab);
  const { experiment, parts } = prepared;
  await parts.engine.load?.();
  const run = await openRun({
    ...options,
    experiment,
    model: parts.model,
    engine: parts.engine,
    stepsPerEpoch: countUnits(prepared.training),
  });
  if ('finished' in run) return run.finished;
  return withLastCheckpoint(run.checkpoints, async () => {
    const outcome = await trainParts(prepared, run, options);
    const results = resultsOf(prepared, outcome, prepared.evaluate(outcome.parameters, options.signal));
    const metadata = { experiment: toJson(experiment, 0) };
    await run.folder?.write('parameters', encodeParameters(parts.model, outcome.parameters, metadata));
    await run.folder?.write('summary', summarize(results));
    await run.folder?.write('results', `${toJson(results)}\n`);
    return results;
  });
}

/** Trains, writing metrics and checkpoints. @throws the signal's reason when aborted. */
async function trainParts(
  { experiment, parts, ...data }: PreparedRun,
  { folder, checkpoints, parameters, state }: OpenedRun,
  { onProgress, onNotice, signal }: RunOptions,
): Promise<TrainingOutcome> {
  const { model, engine, freeze, optimizer } = parts;
  const { training, seed } = experiment;
  const { learningRate, clipNorm } = drawnSettings(experiment);
  const curriculum = 'curriculum' in training ? training.curriculum : null;
  let written: Promise<void> = Promise.resolve();
  const outcome = await train({
    model,
    engine,
    parameters,
    ...('admissible' in parts ? { admissible: parts.admissible } : {}),
    training: data.training,
    validation: data.validation,
    protocol: {
      optimizer,
      learningRate,
      ...(clipNorm === undefined ? {} : { clipNorm }),
      ...(training.clipValue === null ? {} : { clipValue: training.clipValue }),
      maximumEpochs: training.maximumEpochs,
      patience: training.patience,
      decay: training.decay,
      ...(curriculum === null ? {} : { curriculum }),
      onNonFinite: training.onNonFinite,
      schedule: training.schedule,
      minimumLearningRate: training.minimumLearningRate,
    },
    freeze,
    random: randomStream(seed, 'shuffle'),
    noise: randomStream(seed, 'noise'),
    checkpoint: {
      ...checkpointTimes(training),
      async save(kept) {
        // A checkpoint must not know an epoch that the metrics lack.
        await written;
        await checkpoints?.save(kept);
      },
    },
    ...(state === undefined ? {} : { resume: state }),
    onEpoch(report) {
      written = written.then(() => folder?.append('metrics', toJson(report, 0)));
      onProgress?.(report);
    },
    onRollBack: ({ place }, factor) =>
      onNotice?.(
        `numbers were no longer finite at step ${place.step} of epoch ${place.epoch}; going back to the last checkpoint, with ${factor} times the learning rate`,
      ),
    ...(signal === undefined ? {} : { signal }),
  });
  signal?.throwIfAborted();
  return outcome;
}

/** Without a choice of steps a run that is killed loses so many seconds at most. */
const defaultCheckpointSeconds = 5;

function checkpointTimes({ checkpointSteps, checkpointSeconds }: CommonTraining): CheckpointOptions {
  if (checkpointSteps === undefined) return { everySeconds: checkpointSeconds ?? defaultCheckpointSeconds };
  return {
    everySteps: checkpointSteps,
    ...(checkpointSeconds === undefined ? {} : { everySeconds: checkpointSeconds }),
  };
}

/** What a run found. */
function resultsOf(
  { experiment, parts: { model } }: PreparedRun,
  outcome: TrainingOutcome,
  tested: TestResults,
): RunResults {
  const best = outcome.epochs.find(({ epoch }) => epoch === outcome.bestEpoch);
  const lastEpoch = outcome.epochs.at(-1);
  const frozen = new Set(lastEpoch?.frozen);
  const frozenEntries = Object.values(lastEpoch?.frozenEntries ?? {}).reduce((total, count) => total + count, 0);
  const { learningRate, clipNorm } = drawnSettings(experiment);
  return {
    name: experiment.name,
    experiment,
    parameterCount: model.parameterCount,
    trainedParameterCount:
      model.parameters
        .filter(({ path }) => !frozen.has(path))
        .reduce((total, { shape }) => total + shape.reduce((product, size) => product * size, 1), 0) - frozenEntries,
    engine: outcome.engine,
    training: {
      learningRate,
      ...(clipNorm === undefined || clipNorm === experiment.training.clipNorm ? {} : { clipNorm }),
      epochs: outcome.epochs.length,
      bestEpoch: outcome.bestEpoch,
      stopped: outcome.stopped as Exclude<typeof outcome.stopped, 'aborted'>,
      frozen: frozenPeriods(outcome.epochs),
      loss: best?.trainingLoss ?? Number.NaN,
      validationLoss: best?.validationLoss ?? Number.NaN,
      ...(best?.validationPerplexity === undefined ? {} : { validationPerplexity: best.validationPerplexity }),
    },
    ...tested,
  };
}
