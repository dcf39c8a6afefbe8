import type { EvaluationContext, Predictions } from '@pushdown/core';
import { EvaluationError } from '../errors.ts';
import { lengthsIn } from '../references/lengths.ts';
import { symbolCounter } from './predictions.ts';

/** What one string costs, in nats, its end included. */
export interface StringNats {
  readonly length: number;
  /** Predictions of it: its symbols and its end. */
  readonly symbols: number;
  readonly model: number;
  /** What the distribution of the strings itself gives to exactly this string. */
  readonly bound: number;
}

/**
 * Makes a function that tells what each string of a batch costs a model and what it costs the distribution it comes from.
 *
 * The bound is that of the strings themselves, not an expectation: −ln p(w) = ln N + (−ln p(w | its length)) for N valid
 * lengths in the range (DuSell & Chiang 2023, lower bound perplexity). A model is so compared with the best one on the
 * same strings, however few they are.
 *
 * @returns a function that throws EvaluationError when predictions are malformed, or a string is not one of the language
 *   and the range.
 */
export function stringNats(
  evaluation: string,
  context: EvaluationContext,
): (predictions: Predictions) => readonly StringNats[] {
  const { language, range } = context;
  const countSymbols = symbolCounter(evaluation, context);
  const lengthNats = Math.log(lengthsIn(language, range).length);
  return (predictions) => {
    const { strings, length, nats } = predictions;
    const symbols = countSymbols(predictions) / strings.length;
    return strings.map((string, column) => {
      const logProbability = language.logProbability(string);
      if (logProbability === -Infinity) {
        throw new EvaluationError(
          `evaluation "${evaluation}": string ${column} of a batch of length ${length} is not in language "${language.name}"`,
        );
      }
      let model = 0;
      for (let index = column; index < nats.length; index += strings.length) model += nats[index] as number;
      return { length, symbols, model, bound: lengthNats - logProbability };
    });
  };
}
