import type { Language } from './language.ts';

/** What a model predicted for a batch of strings. Of a string of n symbols, n + 1 are predicted, the last of them its end. */
export interface Predictions {
  readonly strings: readonly (readonly number[])[];
  /** Length of the longest string. */
  readonly length: number;
  /** −ln p(symbol) in nats, by position, then string: (length + 1) × strings.length. 0 after the end of a string. */
  readonly nats: Float64Array;
  /** The most probable symbol, laid out the same way. −1 after the end of a string. */
  readonly predicted: Float64Array;
}

/**
 * Which symbols a model let come next (k-hot prediction, Suzgun et al. 2019). Everything is laid out by position, then
 * string, and is 0 after the end of a string. A string of n symbols has n + 1 positions, the first before its first symbol,
 * in a model of strings, in which the last symbol is their end; in a model of streams it has n, one after each symbol.
 */
export interface SetPredictions {
  readonly strings: readonly (readonly number[])[];
  /** How many positions the longest string has. */
  readonly positions: number;
  /** Symbols that are told apart. */
  readonly outputSize: number;
  /** The loss of the model: positions × strings.length. */
  readonly losses: Float64Array;
  /** 1 where a symbol may come next according to the model: positions × strings.length × outputSize. */
  readonly admitted: Float64Array;
  /** 1 where the model admits exactly the symbols that may come next: positions × strings.length. */
  readonly right: Float64Array;
}

/** The lengths an evaluation is asked about. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

/** What an evaluation may compare with. */
export interface EvaluationContext {
  readonly language: Language;
  /** Test lengths, both ends included. */
  readonly range: LengthRange;
  /** Lengths seen in training, on which baselines are fitted. */
  readonly trainingRange: LengthRange;
}

/**
 * How the values of single strings spread. Some, such as perplexities, have heavy tails: their mean may tell of a few strings
 * that went wrong and nothing of the others.
 */
export interface Spread {
  /** How many there were. */
  readonly strings: number;
  readonly mean: number;
  readonly median: number;
  /** The mean with the extreme values moved inward. */
  readonly clippedMean: number;
}

/** A value of several strings together, and how those of the single ones spread. */
export interface PooledSpread extends Spread {
  readonly value: number;
}

/** What was reached on the strings of one length. */
export interface LengthMeasurement extends PooledSpread {
  readonly length: number;
}

/** A number with the references it must be read beside. */
export interface Measurement {
  /** Of all strings together, in which long ones may count for more. */
  readonly value: number;
  readonly spread?: Spread;
  /** Of the strings longer than those of training, where there are others too. */
  readonly beyondTraining?: PooledSpread;
  /** Of the strings of each length, if asked for; ascending. */
  readonly byLength?: readonly LengthMeasurement[];
  /** The best value any model can reach. */
  readonly bound?: number;
  /** What a table of symbol pairs reaches. */
  readonly bigram?: number;
}

/** Adds up predictions batch by batch. */
export interface EvaluationSession<P = Predictions> {
  /**
   * Strings that the model is to predict beside those of a batch and that they are compared with, such as strings outside the
   * language; without it there are none.
   */
  rivals?(strings: readonly (readonly number[])[]): readonly (readonly number[])[];
  /** Adds the predictions of one batch. @param rivals what was predicted for the strings that `rivals` named. */
  add(predictions: P, rivals?: P): void;
  /** What the predictions added so far amount to, by the names of the measures. */
  result(): Readonly<Record<string, Measurement>>;
}

/** A way to score a model that predicts symbols, on strings of a range of lengths. */
export interface Evaluation {
  readonly name: string;
  /** Begins to score a model. Every session is independent of all others. */
  start(context: EvaluationContext): EvaluationSession;
}

/** A way to score a model that predicts sets of symbols. */
export interface SetEvaluation {
  readonly name: string;
  /** Begins to score a model. Every session is independent of all others. */
  startSets(context: EvaluationContext): EvaluationSession<SetPredictions>;
}
