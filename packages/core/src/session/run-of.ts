import { ModelError } from '../model/errors.ts';
import type { RecurrentModel } from '../model/recurrent-model.ts';

/** Strings to be run side by side. */
export type Batch = readonly (readonly number[])[];

/** What `runOf` makes of a batch. */
export interface BatchRun {
  /** The length of the longest string. */
  readonly steps: number;
  readonly inputs: {
    readonly symbols: Int32Array;
    readonly targets: Int32Array;
    /** Only when lengths differ: which strings have a symbol at each step. */
    readonly present?: Uint8Array;
  };
}

/** Whether a batch needs the recurrence for unequal lengths. */
export function hasUnequalLengths(batch: Batch): boolean {
  return batch.some(({ length }) => length !== batch[0]?.length);
}

/**
 * A batch of strings as a run of the model: inputs time first, targets shifted by one, the end of a string last. When
 * lengths differ, it is a run of `model.recurrence(batch.length, { unequalLengths: true })`, in which shorter strings are
 * filled up with symbols and targets that act on nothing.
 *
 * @throws ModelError when the batch is empty, a symbol is outside the alphabet, or the model predicts a stream.
 */
export function runOf(model: RecurrentModel, batch: Batch): BatchRun {
  if (model.predict !== 'string') throw new ModelError('a model that predicts a stream takes no batches of strings');
  if (batch.length === 0) throw new ModelError('a batch needs at least one string');
  const steps = batch.reduce((longest, { length }) => Math.max(longest, length), 0);
  const symbols = new Int32Array(steps * batch.length);
  const targets = new Int32Array((steps + 1) * batch.length).fill(model.alphabetSize);
  const present = hasUnequalLengths(batch) ? new Uint8Array(steps * batch.length) : undefined;
  for (const [column, string] of batch.entries()) {
    for (const [time, symbol] of string.entries()) {
      if (!Number.isInteger(symbol) || symbol < 0 || symbol >= model.alphabetSize) {
        throw new ModelError(
          `symbol ${symbol} at position ${time} is outside the alphabet of ${model.alphabetSize} symbols`,
        );
      }
      const place = time * batch.length + column;
      symbols[place] = symbol;
      targets[place] = symbol;
      if (present !== undefined) present[place] = 1;
    }
  }
  return { steps, inputs: { symbols, targets, ...(present === undefined ? {} : { present }) } };
}
