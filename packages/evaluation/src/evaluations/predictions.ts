import type { EvaluationContext, Predictions } from '@pushdown/core';
import { EvaluationError } from '../errors.ts';
import { lengthsIn } from '../references/lengths.ts';

/**
 * Makes a function that checks a batch of predictions and counts the symbols in it, the ends of the strings included.
 *
 * @returns a function that throws EvaluationError when a batch is empty, its parts differ in size, or its length is none
 *   that the context speaks of: references for one range say nothing about another.
 * @throws EvaluationError when the range is not one, or the language has no string in it.
 */
export function symbolCounter(
  evaluation: string,
  { language, range }: EvaluationContext,
): (predictions: Predictions) => number {
  const lengths = new Set(lengthsIn(language, range));
  const fail = (problem: string): never => {
    throw new EvaluationError(`evaluation "${evaluation}": ${problem}`);
  };
  return ({ strings, length, nats, predicted }) => {
    if (strings.length === 0) fail('a batch of predictions needs at least one string');
    if (!lengths.has(length)) {
      fail(
        `${length} is not a length of language "${language.name}" within ${range.min} to ${range.max}, the range that is evaluated`,
      );
    }
    for (const [index, string] of strings.entries()) {
      if (string.length !== length) fail(`string ${index} of a batch of length ${length} has ${string.length} symbols`);
    }
    const symbols = (length + 1) * strings.length;
    for (const [name, values] of Object.entries({ nats, predicted })) {
      if (values.length !== symbols) {
        fail(
          `"${name}" has ${values.length} values; ${strings.length} strings of length ${length} and their ends need ${symbols}`,
        );
      }
    }
    return symbols;
  };
}

/** @throws EvaluationError when nothing was predicted. */
export function requireSymbols(evaluation: string, symbols: number): void {
  if (symbols === 0)
    throw new EvaluationError(`evaluation "${evaluation}": no predictions were added; there is nothing to score`);
}
