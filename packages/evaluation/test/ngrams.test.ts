import type { Language, NgramCount } from '@pushdown/core';
import {
  EvaluationError,
  evaluateBigram,
  evaluateNgram,
  fitBigram,
  fitNgram,
  idealAccuracy,
} from '@pushdown/evaluation';
import { describe, expect, it } from 'vitest';
import { exactLiteralLanguage, example, literalLanguage } from './literal-language.ts';

const both = { min: 1, max: 3 };

/** The same language with exact counts of runs, by enumeration. */
function withNgrams(probabilities: Readonly<Record<string, number>>): Language {
  return {
    ...exactLiteralLanguage(probabilities),
    ngramCounts: (length, order) =>
      Object.entries(probabilities)
        .filter(([text]) => text.length === length)
        .flatMap(([text, count]) => {
          const symbols = [
            ...new Array<number>(order - 1).fill(-1),
            ...[...text].map((letter) => 'ab'.indexOf(letter)),
            2,
          ];
          return symbols.slice(order - 1).map(
            (next, index): NgramCount => ({
              context: symbols.slice(index, index + order - 1),
              next,
              count,
            }),
          );
        }),
  };
}

const language = withNgrams(example);

it('is the bigram table at order 2', () => {
  const bigram = evaluateBigram(fitBigram(language, both), language, both);
  expect(evaluateNgram(fitNgram(language, both, 2), language, both)).toEqual({
    crossEntropy: expect.closeTo(bigram.crossEntropy, 12),
    perplexity: expect.closeTo(bigram.perplexity, 12),
    accuracy: expect.closeTo(bigram.accuracy, 12),
    exact: true,
  });
});

describe('a trigram table', () => {
  // a 3/4, b 1/4; aab 1/2, abb 1/2.
  const table = fitNgram(language, both, 3);

  it('has the conditional probabilities of the training strings', () => {
    expect(table.probabilities([-1, -1])).toEqual([7 / 8, 1 / 8, 0]);
    // After a at the start: a with 1/2, b with 1/2, the end with 3/4.
    const afterA = table.probabilities([-1, 0]) as readonly number[];
    for (const [index, expected] of [0.5 / 1.75, 0.5 / 1.75, 0.75 / 1.75].entries()) {
      expect(afterA[index]).toBeCloseTo(expected, 12);
    }
    expect(table.probabilities([0, 0])).toEqual([0, 1, 0]);
    // After ab: the end of aab, the last b of abb.
    expect(table.probabilities([0, 1])).toEqual([0, 0.5, 0.5]);
    expect(table.probabilities([1, 0])).toBeUndefined();
    expect([table.order, table.alphabetSize, table.exact]).toEqual([3, 2, true]);
  });

  it('scores what enumeration of all strings gives', () => {
    const score = evaluateNgram(table, language, both);
    const nats =
      1.75 * Math.log(8 / 7) +
      0.25 * Math.log(8) + // the first symbol
      1 * Math.log(1.75 / 0.5) +
      0.75 * Math.log(1.75 / 0.75) + // after a at the start
      1 * Math.log(2); // after ab; all else is certain
    expect(score.crossEntropy).toBeCloseTo(nats / 6, 12);
    // Guesses: a at the start, the end after it, b after aa, b after ab, the end after b or bb.
    expect(score.accuracy).toBeCloseTo((1.75 + 0.75 + 0.5 + 0.5 + 0.25 + 0.5) / 6, 12);
  });

  it('has infinite perplexity where a context occurs that training does not have, and guesses symbol 0 there', () => {
    const other = withNgrams({ aba: 1 });
    const score = evaluateNgram(table, other, { min: 3, max: 3 });
    expect(score.perplexity).toBe(Number.POSITIVE_INFINITY);
    expect(score.accuracy).toBeCloseTo(1 / 4, 12);
  });
});

it('forgets everything at order 1', () => {
  // Seven symbols a and b and two ends, in strings of lengths 1 and 3: a 2.25, b 1.75, end 2.
  const [a, b, end] = fitNgram(language, both, 1).probabilities([]) as readonly [number, number, number];
  expect([a * 6, b * 6, end * 6]).toEqual([expect.closeTo(2.25, 12), expect.closeTo(1.75, 12), expect.closeTo(2, 12)]);
});

it('is estimated, and says so, for a language without counts', () => {
  const sampled = literalLanguage(example);
  const plan = { seed: 1, stringsPerLength: 20_000 };
  const table = fitNgram(sampled, both, 3, plan);
  const [score, exact] = [
    evaluateNgram(table, sampled, both, plan),
    evaluateNgram(fitNgram(language, both, 3), language, both),
  ];
  expect([table.exact, score.exact]).toEqual([false, false]);
  expect(score.perplexity).toBeCloseTo(exact.perplexity, 2);
  expect(evaluateNgram(table, sampled, both, plan)).toEqual(score);
});

it('rejects an order that is none and another alphabet', () => {
  expect(() => fitNgram(language, both, 0)).toThrow(EvaluationError);
  expect(() => fitNgram(language, both, 1.5)).toThrow(
    'the order of an n-gram is a whole number of at least 1, not 1.5',
  );
  const other = { ...language, name: 'other', alphabet: ['a', 'b', 'c'] };
  expect(() => evaluateNgram(fitNgram(language, both, 2), other, both)).toThrow('the n-gram table has 2 symbols');
});

describe('ideal accuracy of a range', () => {
  it('weighs lengths by their symbols', () => {
    // 1 − 1/2 at length 1 and 1 − 1/4 at length 3: one of two symbols, three of four.
    expect(idealAccuracy(language, both)).toBeCloseTo(4 / 6, 12);
  });

  it('is unknown where the language does not know it', () => {
    expect(idealAccuracy(literalLanguage(example), both)).toBeUndefined();
    expect(() => idealAccuracy(literalLanguage(example), { min: 4, max: 9 })).toThrow('choose a wider range');
  });
});
