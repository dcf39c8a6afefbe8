import { type Language, type LengthRange, type RandomStream, randomStream } from '@pushdown/core';
import { lengthsIn, symbolsOf } from './lengths.ts';
import { defaultSampling, type SamplingPlan } from './sampling.ts';

/** What the distribution of the strings itself reaches. */
export interface LowerBound {
  /** The valid lengths of the range. */
  readonly lengths: readonly number[];
  /** Nats per symbol of a model that knows the distribution, the lengths being uniform; the end of a string is a symbol. */
  readonly crossEntropy: number;
  /** exp(crossEntropy). */
  readonly perplexity: number;
  /** Nats per symbol if the model is told the length of each string. */
  readonly crossEntropyLengthKnown: number;
  /** exp(crossEntropyLengthKnown). */
  readonly perplexityLengthKnown: number;
  /** False if entropies were estimated by sampling. */
  readonly exact: boolean;
}

/**
 * The best expected values on equally many strings of every valid length of a range. A string w costs
 * −ln p(w) = ln N + (−ln p(w | its length)) for N valid lengths (DuSell & Chiang 2023, lower bound perplexity).
 *
 * @param sampling used for a language without `entropyGivenLength`; the result then says `exact: false`.
 * @throws EvaluationError when the range is not one, or the language has no string in it.
 */
export function lowerBound(
  language: Language,
  range: LengthRange,
  sampling: SamplingPlan = defaultSampling,
): LowerBound {
  const lengths = lengthsIn(language, range);
  const random = randomStream(sampling.seed, `lower bound of ${language.name}`);
  const nats = lengths.reduce(
    (total, length) => total + entropy(language, length, sampling.stringsPerLength, random),
    0,
  );
  const symbols = symbolsOf(lengths);
  const crossEntropy = (nats + lengths.length * Math.log(lengths.length)) / symbols;
  const crossEntropyLengthKnown = nats / symbols;
  return {
    lengths,
    crossEntropy,
    perplexity: Math.exp(crossEntropy),
    crossEntropyLengthKnown,
    perplexityLengthKnown: Math.exp(crossEntropyLengthKnown),
    exact: language.entropyGivenLength !== undefined,
  };
}

function entropy(language: Language, length: number, strings: number, random: RandomStream): number {
  if (language.entropyGivenLength !== undefined) return language.entropyGivenLength(length);
  let nats = 0;
  for (let count = 0; count < strings; count++) nats -= language.logProbability(language.sample(length, random));
  return nats / strings;
}
