import type { AdmissibleSets, Engine, FreezeStrategy, Optimizer, RandomStream, RecurrentModel } from '@pushdown/core';
import type { Values } from '@pushdown/tensors';
import type { Curriculum } from './curriculum.ts';
import type { EpochReport, EpochResult } from './epoch-result.ts';
import { TrainingError } from './errors.ts';
import type { ReasonToStop } from './finished-epochs.ts';
import { countUnits, type Material } from './material.ts';
import { mostRollBacks, NonFiniteError, type OnNonFinite } from './non-finite.ts';
import type { RateFactor } from './rate-factors.ts';
import type { DecaySchedule } from './schedule.ts';
import { nothingDone, type TrainingState } from './state.ts';
import { type StateKeeper, stateKeeper } from './state-keeper.ts';
import { trainFrom } from './train-from.ts';

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
  /** Factors of the learning rate besides that decay, by the time since training began. */
  readonly schedule?: readonly RateFactor[];
  /** Training stops when the decay lowers the learning rate below this. */
  readonly minimumLearningRate?: number;
  /** Short strings first; all of them in every epoch without it. */
  readonly curriculum?: Curriculum;
  /** `stop` by default. `rollBack` is what the learning rate is multiplied by, between 0 and 1. */
  readonly onNonFinite?: OnNonFinite;
}

/** Where and how often training keeps its state. */
export interface CheckpointOptions {
  /** Also after every so many steps, besides before the first step and after every epoch. */
  readonly everySteps?: number;
  /**
   * Not after every epoch but at the first step, or the first of those that `everySteps` names, that comes so many seconds
   * after the last time; and at the end. Training that rolls back waits for the end of the epoch.
   */
  readonly everySeconds?: number;
  /** Training goes on when the promise is fulfilled, and fails with it. */
  readonly save?: (state: TrainingState) => Promise<void> | void;
}

/** What training came to. */
export interface TrainingOutcome {
  /** Parameters of the epoch with the best validation. */
  readonly parameters: Readonly<Record<string, Values>>;
  readonly bestEpoch: number;
  readonly epochs: readonly EpochResult[];
  readonly stopped: ReasonToStop | 'aborted';
  /** Name of the engine that really ran the model. */
  readonly engine: string;
}

/** Options of `train`. */
export interface TrainingOptions {
  readonly model: RecurrentModel;
  readonly engine: Engine;
  /** Initial values. */
  readonly parameters: Readonly<Record<string, Values>>;
  /** What may come next in a string; needed by models that predict sets. */
  readonly admissible?: AdmissibleSets;
  readonly training: Material;
  readonly validation: Material;
  readonly protocol: TrainingProtocol;
  readonly freeze: FreezeStrategy;
  /** Shuffles the batches anew every epoch; a text is read in its order. */
  readonly random: RandomStream;
  /** Where the model's random inputs come from, if it has any. */
  readonly noise?: RandomStream;
  readonly checkpoint?: CheckpointOptions;
  /** Go on from here; initial values and the states of the streams are then those in it. */
  readonly resume?: TrainingState;
  readonly onEpoch?: (report: EpochReport) => void;
  /** What training did besides: it rolled back, and why. */
  readonly onRollBack?: (error: NonFiniteError, rateFactor: number) => void;
  /** Ends training after the step at work; the best parameters so far are the outcome. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a model by the protocol of DuSell & Chiang (2023), section "training": batches in random order, the loss summed
 * over time and averaged over the batch, early stopping on validation perplexity with the best parameters restored,
 * learning-rate decay on a plateau. Models that predict sets have no perplexity; their validation loss takes its place.
 *
 * A text is learned by truncated back-propagation through time (DuSell & Chiang 2023, "natural language modeling"): chunk
 * after chunk, the state of controller and memory carried on, its loss the mean over the symbols of a chunk.
 *
 * The freezing strategy is asked before every epoch; frozen parameters stay bit for bit what they were.
 *
 * Training that was cut off anywhere and resumed from a state it saved gives the same outcome and saves the same further
 * states as training that was not, bit for bit.
 *
 * @throws NonFiniteError when a training loss, a kept parameter or the validation loss (NaN only: a model may rule strings
 *   out) is not finite and training does not roll back, or did so too often; TrainingError when there is no data, or none
 *   that is short enough for the curriculum.
 */
export async function train(options: TrainingOptions): Promise<TrainingOutcome> {
  const { protocol, checkpoint, resume } = options;
  if ([options.training, options.validation].some((material) => countUnits(material) === 0))
    throw new TrainingError('training and validation need at least one batch each');
  const { onNonFinite = 'stop', learningRate, minimumLearningRate = 0 } = protocol;
  if (learningRate < minimumLearningRate)
    throw new TrainingError(`the learning rate ${learningRate} is below the lowest one, ${minimumLearningRate}`);
  const factor = onNonFinite === 'stop' ? undefined : onNonFinite.rollBack;
  if (factor !== undefined && !(factor > 0 && factor < 1))
    throw new TrainingError(`rolling back needs a factor between 0 and 1, not ${factor}`);

  let kept = resume ?? initialState(options);
  let rollBacks = 0;
  const keeper = stateKeeper({ ...checkpoint, rollsBack: factor !== undefined });
  if (resume === undefined) await keeper.keep(kept);
  const following: StateKeeper = {
    ...keeper,
    async keep(state) {
      await keeper.keep(state);
      kept = state;
      rollBacks = 0;
    },
  };
  for (;;) {
    try {
      const outcome = await trainFrom(kept, options, following);
      await keeper.finish();
      return outcome;
    } catch (error) {
      if (!(error instanceof NonFiniteError)) throw error;
      if (factor === undefined || rollBacks === mostRollBacks) {
        await keeper.finish();
        throw error;
      }
      rollBacks++;
      kept = { ...kept, rateFactor: kept.rateFactor * factor };
      options.onRollBack?.(error, kept.rateFactor);
    }
  }
}

function initialState({ parameters, random, noise, engine }: TrainingOptions): TrainingState {
  return {
    epochs: [],
    partial: nothingDone,
    parameters,
    best: undefined,
    updates: 0,
    slots: {},
    shuffle: random.state(),
    noise: noise?.state(),
    carry: undefined,
    rateFactor: 1,
    engine: engine.name,
  };
}
