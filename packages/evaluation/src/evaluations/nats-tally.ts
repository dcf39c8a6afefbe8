import type { EvaluationContext, Predictions } from '@pushdown/core';
import { EvaluationError } from '../errors.ts';
import { lengthsIn } from '../references/lengths.ts';
import { requireSymbols, symbolCounter } from './predictions.ts';

/** Cross-entropies of one set of strings, in nats per symbol, the end of a string being a symbol. */
export interface CrossEntropies {
  readonly model: number;
  /** What the distribution of the strings itself gives to exactly these strings. */
  readonly bound: number;
}

/** Adds up what strings cost a model and what they cost the distribution they come from. */
export interface NatsTally {
  /** @throws EvaluationError when predictions are malformed, or a string is not one of the language and the range. */
  add(predictions: Predictions): void;
  /** @throws EvaluationError when nothing was added. */
  crossEntropies(): CrossEntropies;
}

/**
 * The bound is that of the strings themselves, not an expectation: −ln p(w) = ln N + (−ln p(w | its length)) for N valid
 * lengths in the range (DuSell & Chiang 2023, lower bound perplexity). A model is so compared with the best one on the
 * same strings, however few they are.
 */
export function startNatsTally(evaluation: string, context: EvaluationContext): NatsTally {
  const { language, range } = context;
  const countSymbols = symbolCounter(evaluation, context);
  const lengthNats = Math.log(lengthsIn(language, range).length);
  let symbols = 0;
  let modelNats = 0;
  let boundNats = 0;
  return {
    add(predictions) {
      const added = countSymbols(predictions);
      for (const [index, string] of predictions.strings.entries()) {
        const logProbability = language.logProbability(string);
        if (logProbability === -Infinity) {
          throw new EvaluationError(
            `evaluation "${evaluation}": string ${index} of a batch of length ${predictions.length} is not in language "${language.name}"`,
          );
        }
        boundNats += lengthNats - logProbability;
      }
      for (const nats of predictions.nats) modelNats += nats;
      symbols += added;
    },
    crossEntropies() {
      requireSymbols(evaluation, symbols);
      return { model: modelNats / symbols, bound: boundNats / symbols };
    },
  };
}
