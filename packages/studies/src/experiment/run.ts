import {
  createSession,
  encodeParameters,
  evaluateModel,
  type Lab,
  type RandomStream,
  randomStream,
} from '@pushdown/core';
import { type EpochReport, train } from '@pushdown/training';
import { sampleData, toRange } from './data.ts';
import { describeEnvironment } from './environment.ts';
import { toJson } from './json.ts';
import { createParts } from './parts.ts';
import type { RunResults } from './results.ts';
import { openRunFolder } from './run-folder.ts';
import { type Experiment, type ExperimentInput, resolveExperiment } from './schema.ts';
import { summarize } from './summary.ts';

export interface RunOptions {
  readonly experiment: ExperimentInput;
  readonly lab: Lab;
  /** Where the run writes its files; nowhere without it. */
  readonly folder?: string | undefined;
  /** Replace a finished run in the folder. */
  readonly overwrite?: boolean | undefined;
  readonly onProgress?: ((report: EpochReport) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains and evaluates one model. Equal experiments give equal results, bit for bit.
 *
 * @throws OptionError when the experiment or the folder cannot be used, TensorError when a step does not fit, and the
 *   signal's reason when the run is aborted. Nothing is written when the experiment is at fault.
 */
export async function runExperiment(options: RunOptions): Promise<RunResults> {
  const { lab, signal, onProgress } = options;
  const experiment = resolveExperiment(options.experiment);
  const parts = createParts(experiment, lab);
  const { language, model, engine, freeze, optimizer, evaluations } = parts;
  const sets = parts.admissible === undefined ? {} : { admissible: parts.admissible };
  const data = sampleData(experiment, language);
  const folder =
    options.folder === undefined ? undefined : await openRunFolder(options.folder, options.overwrite ?? false);
  await folder?.write('experiment', `${toJson(experiment)}\n`);
  await folder?.write('environment', `${toJson(describeEnvironment(engine))}\n`);

  const { training, seed } = experiment;
  const learningRate = chooseLearningRate(training.learningRate, randomStream(seed, 'hyperparameters'));
  let written: Promise<void> = Promise.resolve();
  const outcome = await train({
    model,
    engine,
    parameters: model.initialize(randomStream(seed, 'parameters')),
    ...sets,
    training: data.training,
    validation: data.validation,
    protocol: {
      optimizer,
      learningRate,
      clipNorm: training.clipNorm,
      ...(training.clipValue === undefined ? {} : { clipValue: training.clipValue }),
      maximumEpochs: training.maximumEpochs,
      patience: training.patience,
      decay: training.decay,
    },
    freeze,
    random: randomStream(seed, 'shuffle'),
    noise: randomStream(seed, 'noise'),
    onEpoch(report) {
      written = written.then(() => folder?.append('metrics', toJson(report, 0)));
      onProgress?.(report);
    },
    ...(signal === undefined ? {} : { signal }),
  });
  await written;
  signal?.throwIfAborted();

  const session = createSession({ model, engine, parameters: outcome.parameters, ...sets });
  const score = (batches: typeof data.training, range: Experiment['training']['lengths']) =>
    evaluateModel({
      session,
      batches,
      evaluations,
      context: { language, range: toRange(range), trainingRange: toRange(training.lengths) },
    });
  const strings = (batches: typeof data.training): number => batches.reduce((total, batch) => total + batch.length, 0);
  const best = outcome.epochs.find(({ epoch }) => epoch === outcome.bestEpoch);
  const frozen = new Set(outcome.epochs.at(-1)?.frozen);
  const results: RunResults = {
    name: experiment.name,
    experiment,
    parameterCount: model.parameterCount,
    trainedParameterCount: model.parameters
      .filter(({ path }) => !frozen.has(path))
      .reduce((total, { shape }) => total + shape.reduce((product, size) => product * size, 1), 0),
    engine: outcome.engine,
    training: {
      learningRate,
      epochs: outcome.epochs.length,
      bestEpoch: outcome.bestEpoch,
      stopped: outcome.stopped as Exclude<typeof outcome.stopped, 'aborted'>,
      loss: best?.trainingLoss ?? Number.NaN,
      validationLoss: best?.validationLoss ?? Number.NaN,
      ...(best?.validationPerplexity === undefined ? {} : { validationPerplexity: best.validationPerplexity }),
    },
    validation: { strings: strings(data.validation), measurements: score(data.validation, training.lengths) },
    bins: data.bins.map(({ range, lengths, batches }) => {
      signal?.throwIfAborted();
      const bin = [range.min, range.max] as const;
      return { range: bin, lengths, strings: strings([...batches]), measurements: score([...batches], bin) };
    }),
  };
  session.dispose();

  await folder?.write('parameters', encodeParameters(model, outcome.parameters, { experiment: toJson(experiment, 0) }));
  await folder?.write('summary', summarize(results));
  await folder?.write('results', `${toJson(results)}\n`);
  return results;
}

function chooseLearningRate(rate: Experiment['training']['learningRate'], random: RandomStream): number {
  if (typeof rate === 'number') return rate;
  const [low, high] = rate.logUniform;
  return low * (high / low) ** random.uniform();
}
