import type { OptimizerSlots } from '@pushdown/core';
import type { CarryValues, Values } from '@pushdown/tensors';
import type { EpochResult } from './epoch-result.ts';

/**
 * Where training stands between two steps, as a value. Training that goes on from it ends with the same bits as training
 * that never stopped: everything that is not here follows from the options of `train`. The learning rate and
 * what is frozen do, because both are functions of the finished epochs; it contains no times.
 */
export interface TrainingState {
  /** The finished epochs. */
  readonly epochs: readonly EpochResult[];
  /** What is done of the epoch after them. */
  readonly partial: PartialEpoch;
  readonly parameters: Readonly<Record<string, Values>>;
  /** Parameters of the best epoch; none before the first one is finished. */
  readonly best: Readonly<Record<string, Values>> | undefined;
  /** Updates since the optimizer began, and what it keeps of them. */
  readonly updates: number;
  readonly slots: OptimizerSlots;
  /** State of the stream that shuffles, as it was before this epoch's batches were shuffled. */
  readonly shuffle: readonly number[];
  /** State of the stream of the model's random inputs, if it was given one. */
  readonly noise: readonly number[] | undefined;
  /** The state of the network within a text; none at its beginning and with strings. */
  readonly carry: CarryValues | undefined;
  /** The schedule's learning rate is multiplied by this; below 1 after rolling back. */
  readonly rateFactor: number;
  /** The engine that ran the model, by its own account. */
  readonly engine: string;
}

/** Sums over the first batches of an epoch. */
export interface PartialEpoch {
  /** Or chunks of a text. */
  readonly batches: number;
  /** Losses, summed. */
  readonly loss: number;
  readonly positions: number;
}

export const nothingDone: PartialEpoch = { batches: 0, loss: 0, positions: 0 };

/** How many training steps led to a state. */
export function stepsOf({ epochs, partial }: TrainingState, batches: number): number {
  return epochs.length * batches + partial.batches;
}
