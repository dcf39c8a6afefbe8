import {
  type AdmissibleSets,
  type Batch,
  createSession,
  type Engine,
  type FreezeStrategy,
  type Optimizer,
  type ParameterValues,
  type RandomStream,
  type RecurrentModel,
  type Session,
} from '@pushdown/core';
import type { Values } from '@pushdown/tensors';
import { updateOf } from '../optimizers/update.ts';
import { TrainingError } from './errors.ts';
import { type DecaySchedule, plateauDecay } from './schedule.ts';
import { countPositions, validate } from './validate.ts';

/** How a model is trained. */
export interface TrainingProtocol {
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  /** Largest norm of the gradient of all parameters together; unlimited without it. */
  readonly clipNorm?: number;
  /** Largest size of every number of the gradient, before its norm is limited; unlimited without it. */
  readonly clipValue?: number;
  readonly maximumEpochs: number;
  /** Training stops after this many epochs in a row without a strictly better validation. */
  readonly patience: number;
  readonly decay: DecaySchedule;
}

/** What happened in one epoch. */
export interface EpochReport {
  /** 1, 2, … */
  readonly epoch: number;
  /** The model's loss per position, mean over the epoch: nats per symbol, the ends of strings included, of cross-entropy. */
  readonly trainingLoss: number;
  /** The same on the validation strings, after the epoch. */
  readonly validationLoss: number;
  /** exp of it, only of models that predict symbols. */
  readonly validationPerplexity?: number;
  readonly learningRate: number;
  /** Whether validation was strictly better than in all epochs before. */
  readonly improved: boolean;
  readonly seconds: number;
  /** Paths of the parameters that were frozen. */
  readonly frozen: readonly string[];
}

export interface TrainingOutcome {
  /** Parameters of the epoch with the best validation. */
  readonly parameters: Readonly<Record<string, Values>>;
  readonly bestEpoch: number;
  readonly epochs: readonly EpochReport[];
  readonly stopped: 'patience' | 'maximum-epochs' | 'aborted';
  /** Name of the engine that really ran the model. */
  readonly engine: string;
}

export interface TrainingOptions {
  readonly model: RecurrentModel;
  readonly engine: Engine;
  /** Initial values. */
  readonly parameters: ParameterValues;
  /** What may come next in a string; needed by models that predict sets. */
  readonly admissible?: AdmissibleSets;
  readonly training: readonly Batch[];
  readonly validation: readonly Batch[];
  readonly protocol: TrainingProtocol;
  readonly freeze: FreezeStrategy;
  /** Shuffles the batches anew every epoch. */
  readonly random: RandomStream;
  /** Where the model's random inputs come from, if it has any. */
  readonly noise?: RandomStream;
  readonly onEpoch?: (report: EpochReport) => void;
  /** Ends training after the step at work; the best parameters so far are the outcome. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model by the protocol of DuSell & Chiang (2023), section "training": batches in random order, the loss summed
 * over time and averaged over the batch, early stopping on validation perplexity with the best parameters restored,
 * learning-rate decay on a plateau. Models that predict sets have no perplexity; their validation loss takes its place.
 *
 * The freezing strategy is asked before every epoch; frozen parameters stay bit for bit what they were.
 *
 * @throws TrainingError when the loss is not finite, naming epoch and step, or there is no data.
 */
export async function train(options: TrainingOptions): Promise<TrainingOutcome> {
  const { model, engine, protocol, random, noise, signal, admissible } = options;
  if (options.training.length === 0 || options.validation.length === 0)
    throw new TrainingError('training and validation need at least one batch each');
  const nextRate = plateauDecay(protocol.learningRate, protocol.decay);
  const update = updateOf(protocol.optimizer, protocol.clipNorm, protocol.clipValue);
  const epochs: EpochReport[] = [];
  let rate = protocol.learningRate;
  let best: { readonly score: number; readonly epoch: number; readonly parameters: Record<string, Values> } | undefined;
  let session: Session | undefined;
  let frozen: readonly string[] = [];
  let steps = 0;
  const aborted = (): boolean => signal?.aborted === true;

  for (let epoch = 1; epoch <= protocol.maximumEpochs && !aborted(); epoch++) {
    const started = performance.now();
    const progress = { epoch: epoch - 1, epochsWithoutImprovement: best === undefined ? 0 : epoch - 1 - best.epoch };
    const nowFrozen = model.parameters
      .filter((parameter) => options.freeze.isFrozen(parameter, progress))
      .map(({ path }) => path);
    if (session === undefined || nowFrozen.join() !== frozen.join()) {
      // A change of what is frozen starts the optimizer's memory anew: it belongs to the parameters that were trained.
      const parameters = session?.parameters() ?? options.parameters;
      session?.dispose();
      frozen = nowFrozen;
      const trainable = model.parameters.map(({ path }) => path).filter((path) => !frozen.includes(path));
      session = createSession({
        model,
        engine,
        parameters,
        trainable,
        update,
        ...(admissible === undefined ? {} : { admissible }),
        ...(noise === undefined ? {} : { noise }),
      });
      steps = 0;
    }

    const batches = random.shuffle(options.training);
    const trainingLoss = await trainEpoch({ session, batches, epoch, learningRate: rate, stepsBefore: steps, aborted });
    steps += batches.length;
    if (aborted()) break;

    const validation = validate(session, options.validation);
    const score = validation.validationPerplexity ?? validation.validationLoss;
    const improved = best === undefined || score < best.score;
    if (improved) best = { score, epoch, parameters: session.parameters() };
    const seconds = (performance.now() - started) / 1000;
    const report: EpochReport = {
      epoch,
      trainingLoss,
      ...validation,
      learningRate: rate,
      improved,
      seconds,
      frozen,
    };
    epochs.push(report);
    options.onEpoch?.(report);
    rate = nextRate(score);
    if (best !== undefined && epoch - best.epoch >= protocol.patience) break;
  }
  const last = session?.parameters() ?? options.parameters;
  session?.dispose();
  const bestEpoch = best?.epoch ?? 0;
  return {
    parameters: best?.parameters ?? last,
    bestEpoch,
    epochs,
    stopped: aborted() ? 'aborted' : epochs.length - bestEpoch >= protocol.patience ? 'patience' : 'maximum-epochs',
    engine: session?.engine ?? engine.name,
  };
}

/** One pass over the batches. @returns the loss per position. */
async function trainEpoch(options: {
  readonly session: Session;
  readonly batches: readonly Batch[];
  readonly epoch: number;
  readonly learningRate: number;
  readonly stepsBefore: number;
  readonly aborted: () => boolean;
}): Promise<number> {
  const { session, learningRate } = options;
  let total = 0;
  let positions = 0;
  for (const [index, batch] of options.batches.entries()) {
    if (options.aborted()) break;
    const { loss } = session.train(batch, { learningRate, step: options.stepsBefore + index + 1 });
    if (!Number.isFinite(loss)) {
      throw new TrainingError(
        `the loss became ${loss} at step ${index + 1} of epoch ${options.epoch} (learning rate ${learningRate}); a lower learning rate may help`,
      );
    }
    total += loss * batch.length;
    positions += countPositions(session.model, batch);
    // Lets the process answer signals and draw progress between steps.
    if (index % 20 === 19) await new Promise((resolve) => setTimeout(resolve));
  }
  return total / positions;
}
