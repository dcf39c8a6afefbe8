import { ModelError } from '../model/errors.ts';
import { noiseInputs } from '../model/noise.ts';
import type { RecurrentModel } from '../model/recurrent-model.ts';
import type { RandomStream } from '../random/streams.ts';
import type { AdmissibleSets } from './admissible-sets.ts';

/** Strings to be run side by side. */
export type Batch = readonly (readonly number[])[];

/** What `runOf` makes of a batch. */
export interface BatchRun {
  /** The length of the longest string. */
  readonly steps: number;
  /**
   * Besides symbols and targets those that `model.noise` names, and, only when lengths differ, `present`: which strings have
   * a symbol at each step.
   */
  readonly inputs: {
    /** [steps, B] */
    readonly symbols: Int32Array;
    /** Symbols [steps + 1, B], or sets [steps + 1, B, outputSize]; sets of a model of streams have a row less. */
    readonly targets: Int32Array | Uint8Array;
  } & Readonly<Record<string, ArrayLike<number>>>;
}

/** What a run needs besides strings, if the model asks for it. */
export interface RunSources {
  /** The targets of a model that predicts sets, such as `admissibleSets(language)`. */
  readonly admissible?: AdmissibleSets | undefined;
  /** Where the model's random inputs come from; without it all of them are ½. */
  readonly noise?: RandomStream | undefined;
}

/**
 * A batch of strings as a run of the model: inputs time first, targets shifted by one, the end of a string last. When
 * lengths differ, it is a run of `model.recurrence(batch.length, { unequalLengths: true })`, in which shorter strings are
 * filled up with symbols and targets that act on nothing.
 *
 * @throws ModelError when the batch is empty, a symbol is outside the alphabet, a model of streams is to predict symbols,
 *   or sets that the model is to predict are missing or not of its alphabet.
 */
export function runOf(model: RecurrentModel, batch: Batch, { admissible, noise }: RunSources = {}): BatchRun {
  if (batch.length === 0) throw new ModelError('a batch needs at least one string');
  const steps = batch.reduce((longest, { length }) => Math.max(longest, length), 0);
  const symbols = new Int32Array(steps * batch.length);
  const present = batch.some(({ length }) => length !== steps) ? new Uint8Array(symbols.length) : undefined;
  for (const [column, string] of batch.entries()) {
    // By index: this runs for every symbol of every training step, where iterators would show.
    for (let time = 0; time < string.length; time++) {
      const symbol = string[time] as number;
      if (!Number.isInteger(symbol) || symbol < 0 || symbol >= model.alphabetSize) {
        throw new ModelError(
          `symbol ${symbol} at position ${time} is outside the alphabet of ${model.alphabetSize} symbols`,
        );
      }
      symbols[time * batch.length + column] = symbol;
      if (present !== undefined) present[time * batch.length + column] = 1;
    }
  }
  const targets =
    model.targets === 'set' ? setTargets(model, batch, steps, admissible) : symbolTargets(model, batch, steps);
  return {
    steps,
    inputs: {
      ...noiseInputs(model, { steps, batchSize: batch.length }, noise),
      symbols,
      targets,
      ...(present === undefined ? {} : { present }),
    },
  };
}

/** What comes after each prefix; the filling, too, is followed by ends. */
function symbolTargets(model: RecurrentModel, batch: Batch, steps: number): Int32Array {
  if (model.predict !== 'string')
    throw new ModelError('a model that predicts a stream of symbols takes chunks of streams, not batches of strings');
  const targets = new Int32Array((steps + 1) * batch.length).fill(model.alphabetSize);
  for (const [column, string] of batch.entries())
    for (let time = 0; time < string.length; time++) targets[time * batch.length + column] = string[time] as number;
  return targets;
}

/** What may come after each prefix, as rows of 0 and 1. */
function setTargets(
  model: RecurrentModel,
  batch: Batch,
  steps: number,
  admissible: AdmissibleSets | undefined,
): Uint8Array {
  if (admissible === undefined)
    throw new ModelError(`a model with the loss ${model.loss} needs the sets of symbols that may come next`);
  const { alphabetSize, outputSize } = model;
  // A model of streams predicts nothing before the first symbol, and no end.
  const first = model.predict === 'string' ? 0 : 1;
  const targets = new Uint8Array((steps + 1 - first) * batch.length * outputSize);
  for (const [column, string] of batch.entries()) {
    const sets = admissible(string);
    if (sets.length !== string.length + 1 || sets.some(({ length }) => length !== alphabetSize + 1)) {
      throw new ModelError(
        `the sets of symbols after the prefixes of a string of ${string.length} symbols are ${string.length + 1} rows of ${alphabetSize + 1} booleans`,
      );
    }
    for (const [position, set] of sets.slice(first).entries())
      for (let symbol = 0; symbol < outputSize; symbol++)
        targets[(position * batch.length + column) * outputSize + symbol] = set[symbol] === true ? 1 : 0;
  }
  return targets;
}
