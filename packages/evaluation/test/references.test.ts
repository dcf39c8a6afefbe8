import {
  type BigramTable,
  EvaluationError,
  evaluateBigram,
  fitBigram,
  lowerBound,
  references,
} from '@pushdown/evaluation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactLiteralLanguage, example, literalLanguage } from './literal-language.ts';

const language = exactLiteralLanguage(example);
const sampled = literalLanguage(example);
const both = { min: 1, max: 3 };
const short = { min: 1, max: 1 };

// Entropy of the strings of length 1, then of length 3.
const entropies = [0.75 * Math.log(4 / 3) + 0.25 * Math.log(4), Math.log(2)] as const;
const totalEntropy = entropies[0] + entropies[1];

describe('the lower bound', () => {
  it('spreads the entropies and the choice of a length over all symbols', () => {
    const bound = lowerBound(language, both);
    expect(bound.lengths).toEqual([1, 3]);
    expect(bound.crossEntropyLengthKnown).toBeCloseTo(totalEntropy / 6, 12);
    expect(bound.crossEntropy).toBeCloseTo((totalEntropy + 2 * Math.log(2)) / 6, 12);
    expect(bound.perplexityLengthKnown).toBeCloseTo(Math.exp(totalEntropy / 6), 12);
    expect(bound.perplexity).toBeCloseTo(Math.exp((totalEntropy + 2 * Math.log(2)) / 6), 12);
    expect(bound.exact).toBe(true);
  });

  it('is the length-known bound where there is one length', () => {
    const bound = lowerBound(language, short);
    expect(bound.perplexity).toBe(bound.perplexityLengthKnown);
  });

  it('is estimated, and says so, for a language without closed forms', () => {
    const estimate = lowerBound(sampled, both, { seed: 1, stringsPerLength: 5000 });
    expect(estimate.exact).toBe(false);
    expect(estimate.crossEntropy).toBeCloseTo(lowerBound(language, both).crossEntropy, 2);
    expect(lowerBound(sampled, both, { seed: 1, stringsPerLength: 5000 })).toEqual(estimate);
  });
});

describe('the bigram table', () => {
  it('has the conditional probabilities of the training strings', () => {
    const table = fitBigram(language, both);
    const expected = [
      [7 / 8, 1 / 8, 0],
      [2 / 9, 4 / 9, 3 / 9],
      [0, 2 / 7, 5 / 7],
    ];
    for (const [row, probabilities] of expected.entries()) {
      for (const [next, probability] of probabilities.entries()) {
        expect(table.probabilities[row]![next]).toBeCloseTo(probability, 12);
      }
    }
    expect(table.exact).toBe(true);
  });

  it('scores what enumeration of all strings gives', () => {
    const score = evaluateBigram(fitBigram(language, both), language, both);
    const nats =
      1.75 * Math.log(8 / 7) +
      0.25 * Math.log(8) + // the first symbol
      0.5 * Math.log(9 / 2) +
      1 * Math.log(9 / 4) +
      0.75 * Math.log(3) + // after a
      0.5 * Math.log(7 / 2) +
      1.25 * Math.log(7 / 5); // after b
    expect(score.crossEntropy).toBeCloseTo(nats / 6, 12);
    expect(score.perplexity).toBeCloseTo(Math.exp(nats / 6), 12);
    // It guesses a at the start, b after a, the end after b.
    expect(score.accuracy).toBeCloseTo((1.75 + 1 + 1.25) / 6, 12);
    expect(score.exact).toBe(true);
  });

  it('has infinite perplexity where a pair occurs that training does not have', () => {
    const score = evaluateBigram(fitBigram(language, short), language, both);
    expect(score.perplexity).toBe(Infinity);
    expect(score.accuracy).toBeCloseTo((1.75 + 0.75 + 1.25) / 6, 12);
  });

  it('has a row of zeros for a symbol that training does not have, and guesses the lowest id there', () => {
    const table = fitBigram(exactLiteralLanguage({ a: 1, aab: 0.5, abb: 0.5 }), short);
    expect(table.probabilities[2]).toEqual([0, 0, 0]);
    expect(evaluateBigram(table, exactLiteralLanguage({ ba: 1 }), { min: 2, max: 2 }).accuracy).toBeCloseTo(2 / 3, 12);
  });

  it('guesses the lowest id of equally probable ones', () => {
    const table: BigramTable = {
      alphabetSize: 2,
      probabilities: [
        [0.5, 0.5, 0],
        [0, 0.5, 0.5],
        [0.4, 0.3, 0.3],
      ],
      exact: true,
    };
    // Guesses a, b and a: right are the start of aab and the b after its second a.
    expect(evaluateBigram(table, exactLiteralLanguage({ aab: 1 }), { min: 3, max: 3 }).accuracy).toBe(0.5);
  });

  it('disregards pairs that a language lists with count 0', () => {
    const padded = {
      ...language,
      pairCounts: (length: number) => [...language.pairCounts!(length), { previous: -1, next: 2, count: 0 }],
    };
    expect(evaluateBigram(fitBigram(padded, both), padded, both)).toEqual(
      evaluateBigram(fitBigram(language, both), language, both),
    );
  });

  it('is estimated, and says so, for a language without closed forms', () => {
    const plan = { seed: 1, stringsPerLength: 20_000 };
    const table = fitBigram(sampled, both, plan);
    expect(table.exact).toBe(false);
    expect(table.probabilities[1]![1]).toBeCloseTo(4 / 9, 2);
    const score = evaluateBigram(table, sampled, both, plan);
    const exact = evaluateBigram(fitBigram(language, both), language, both);
    expect(score.exact).toBe(false);
    expect(score.perplexity).toBeCloseTo(exact.perplexity, 2);
    expect(score.accuracy).toBeCloseTo(exact.accuracy, 2);
    expect(evaluateBigram(table, language, both).exact).toBe(false);
  });

  it('is not used for another alphabet', () => {
    const other = { ...language, name: 'other', alphabet: ['a', 'b', 'c'] };
    expect(() => evaluateBigram(fitBigram(language, both), other, both)).toThrow(
      'the bigram table has 2 symbols, but language "other" has 3; fit one to this language',
    );
  });

  it('is never better than the lower bound on its own training strings', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(weights, ([a, b, aa, ab, ba]) => {
        const one = a! + b!;
        const two = aa! + ab! + ba!;
        const random = exactLiteralLanguage({ a: a! / one, b: b! / one, aa: aa! / two, ab: ab! / two, ba: ba! / two });
        const { lowerBound: bound, bigram } = references(random, both, both);
        expect(bigram.crossEntropy).toBeGreaterThanOrEqual(bound.crossEntropy - 1e-12);
        expect(bound.crossEntropy).toBeGreaterThan(bound.crossEntropyLengthKnown);
      }),
    );
  });
});

it('gives both references at once', () => {
  expect(references(language, both, short)).toEqual({
    lowerBound: lowerBound(language, both),
    bigram: evaluateBigram(fitBigram(language, short), language, both),
  });
});

it.each([
  [{ min: 3, max: 1 }, 'a range of lengths needs whole numbers 0 ≤ min ≤ max, given min 3, max 1'],
  [{ min: 0.5, max: 1 }, 'given min 0.5, max 1'],
  [{ min: -1, max: 1 }, 'given min -1, max 1'],
  [{ min: 4, max: 9 }, 'language "literal" has no string of a length from 4 to 9; choose a wider range'],
])('rejects the range %o', (range, message) => {
  expect(() => lowerBound(language, range)).toThrow(EvaluationError);
  expect(() => lowerBound(language, range)).toThrow(message);
  expect(() => fitBigram(language, range)).toThrow(message);
  expect(() => references(language, both, range)).toThrow(message);
});
