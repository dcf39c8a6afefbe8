import type { Evaluation, EvaluationContext, Measurement, Predictions } from '@pushdown/core';
import { accuracy, crossEntropyDifference, EvaluationError, perplexity, references } from '@pushdown/evaluation';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactLiteralLanguage, example, literalLanguage } from './literal-language.ts';

const language = exactLiteralLanguage(example);
const range = { min: 1, max: 3 };
const context: EvaluationContext = { language, range, trainingRange: range };
const expected = references(language, range, range);

// Ids: a 0, b 1, end 2. Position first, then string.
const short: Predictions = {
  strings: [[0], [1]],
  length: 1,
  nats: Float64Array.of(0.3, 1.4, 0.2, 0.1),
  predicted: Float64Array.of(0, 0, 2, 2),
};
const long: Predictions = {
  strings: [[0, 0, 1]],
  length: 3,
  nats: Float64Array.of(0.5, 0.6, 0.7, 0.8),
  predicted: Float64Array.of(0, 0, 0, 2),
};

function measure(evaluation: Evaluation, batches: readonly Predictions[], where = context): Measurement {
  const session = evaluation.start(where);
  for (const batch of batches) session.add(batch);
  const result = session.result();
  expect(Object.keys(result)).toEqual([evaluation.name]);
  return result[evaluation.name]!;
}

const totalNats = 0.3 + 1.4 + 0.2 + 0.1 + 0.5 + 0.6 + 0.7 + 0.8;
// Two lengths: each string costs ln 2 and then −ln of its probability among those of its length.
const boundNats = 3 * Math.log(2) - Math.log(0.75) - Math.log(0.25) - Math.log(0.5);

describe('perplexity', () => {
  it('is exp of the nats per symbol, ends included', () => {
    expect(measure(perplexity(), [short, long]).value).toBeCloseTo(Math.exp(totalNats / 8), 12);
  });

  it('stands beside that of the true distribution on the same strings, and of the bigram table on the range', () => {
    const { bound, bigram } = measure(perplexity(), [short, long]);
    expect(bound).toBeCloseTo(Math.exp(boundNats / 8), 12);
    expect(bigram).toBe(expected.bigram.perplexity);
  });

  it('is infinite for a model that rules out what happens', () => {
    const nats = Float64Array.of(0, 0, Infinity, 0);
    expect(measure(perplexity(), [{ ...long, nats }]).value).toBe(Infinity);
  });
});

describe('cross-entropy difference', () => {
  it('is measured from the true distribution on the same strings', () => {
    expect(measure(crossEntropyDifference(), [short, long]).value).toBeCloseTo((totalNats - boundNats) / 8, 12);
  });

  it('has the bound 0 and the expected difference of the bigram table', () => {
    const { bound, bigram } = measure(crossEntropyDifference(), [short, long]);
    expect(bound).toBe(0);
    expect(bigram).toBeCloseTo(expected.bigram.crossEntropy - expected.lowerBound.crossEntropy, 12);
  });

  it('is ln of perplexity over its bound', () => {
    const { value, bound } = measure(perplexity(), [short, long]);
    expect(measure(crossEntropyDifference(), [short, long]).value).toBeCloseTo(Math.log(value / bound!), 12);
  });

  it('is 0 for the true distribution, whatever strings are drawn', () => {
    const strings = fc.array(fc.constantFrom([0], [1], [0, 0, 1], [0, 1, 1]), { minLength: 1 });
    fc.assert(
      fc.property(strings, (drawn) => {
        const batches = drawn.map((string) => {
          const symbols = string.length + 1;
          // How a string's nats are spread over its symbols makes no difference.
          const each = (Math.log(2) - language.logProbability(string)) / symbols;
          const values = new Float64Array(symbols);
          return { strings: [string], length: string.length, nats: values.map(() => each), predicted: values };
        });
        expect(measure(crossEntropyDifference(), batches).value).toBeCloseTo(0, 12);
      }),
    );
  });
});

describe('accuracy', () => {
  it('is the share of symbols guessed right, ends included', () => {
    // Right: a, its end, the end of b; then a, a and the end.
    expect(measure(accuracy(), [short, long]).value).toBe(6 / 8);
  });

  it('stands beside the ideal for the same lengths, and the bigram table on the range', () => {
    const { bound, bigram } = measure(accuracy(), [short, long]);
    expect(bound).toBeCloseTo((4 * (1 / 2) + 4 * (3 / 4)) / 8, 12);
    expect(bigram).toBe(expected.bigram.accuracy);
  });

  it('has no bound where the language knows none', () => {
    expect(measure(accuracy(), [short], { ...context, language: literalLanguage(example) })).not.toHaveProperty(
      'bound',
    );
  });
});

describe.each([perplexity(), crossEntropyDifference(), accuracy()])('$name', (evaluation) => {
  const { name } = evaluation;
  const message = (problem: string): string => `evaluation "${name}": ${problem}`;

  it('does not depend on how strings are divided into batches', () => {
    const apart = [
      { strings: [[0]], length: 1, nats: Float64Array.of(0.3, 0.2), predicted: Float64Array.of(0, 2) },
      { strings: [[1]], length: 1, nats: Float64Array.of(1.4, 0.1), predicted: Float64Array.of(0, 2) },
    ];
    const { value, bound } = measure(evaluation, [long, ...apart]);
    const together = measure(evaluation, [short, long]);
    expect(value).toBeCloseTo(together.value, 12);
    expect(bound).toBeCloseTo(together.bound!, 12);
  });

  it.each<[string, Predictions, string]>([
    ['an empty batch', { ...short, strings: [] }, 'a batch of predictions needs at least one string'],
    [
      'strings of different lengths',
      { ...short, strings: [[0], [0, 1]] },
      'string 1 of a batch of length 1 has 2 symbols',
    ],
    [
      'too few nats',
      { ...short, nats: new Float64Array(3) },
      '"nats" has 3 values; 2 strings of length 1 and their ends need 4',
    ],
    [
      'too many guesses',
      { ...short, predicted: new Float64Array(5) },
      '"predicted" has 5 values; 2 strings of length 1 and their ends need 4',
    ],
    [
      'another length',
      { ...long, length: 4, strings: [[0, 0, 0, 1]] },
      '4 is not a length of language "literal" within 1 to 3, the range that is evaluated',
    ],
  ])('rejects %s', (_, predictions, problem) => {
    const session = evaluation.start(context);
    expect(() => session.add(predictions)).toThrow(EvaluationError);
    expect(() => session.add(predictions)).toThrow(message(problem));
  });

  it('has no result before anything is added', () => {
    expect(() => evaluation.start(context).result()).toThrow(
      message('no predictions were added; there is nothing to score'),
    );
  });

  it('refuses a range without strings at once', () => {
    expect(() => evaluation.start({ ...context, range: { min: 4, max: 9 } })).toThrow(
      'has no string of a length from 4 to 9',
    );
  });
});

it.each([perplexity(), crossEntropyDifference()])(
  '$name rejects strings that are not in the language',
  (evaluation) => {
    const session = evaluation.start(context);
    expect(() => session.add({ ...long, strings: [[1, 1, 1]] })).toThrow(
      'string 0 of a batch of length 3 is not in language "literal"',
    );
  },
);
