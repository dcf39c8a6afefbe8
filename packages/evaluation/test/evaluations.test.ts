import type { Evaluation, EvaluationContext, Measurement, Predictions } from '@pushdown/core';
import {
  accuracy,
  crossEntropyDifference,
  EvaluationError,
  perplexity,
  references,
  stringAccuracy,
} from '@pushdown/evaluation';
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

/** A uniform draw of strings of both lengths, with nats that differ from symbol to symbol and any guesses. */
const drawn: readonly Predictions[] = Array.from({ length: 45 }, (_, index) => {
  const string = [[0], [1], [0, 0, 1], [0, 1, 1]][(index * 7) % 4] as number[];
  const symbols = string.length + 1;
  return {
    strings: [string],
    length: string.length,
    nats: Float64Array.from({ length: symbols }, (_, symbol) => ((index * 31 + symbol * 17) % 23) / 5),
    predicted: Float64Array.from(
      { length: symbols },
      (_, symbol) => (string[symbol] ?? 2) + (index % (symbol + 2) === 1 ? 1 : 0),
    ),
  };
});

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

describe('string accuracy', () => {
  const results = (batches: readonly Predictions[], where = context) => {
    const session = stringAccuracy().start(where);
    for (const batch of batches) session.add(batch);
    return session.result();
  };

  it('is the share of strings right throughout, beside the wrong guesses in a string', () => {
    // Right: a. Wrong: one symbol of b, one of aab.
    const found = results([short, long]);
    expect(found['string-accuracy']?.value).toBe(1 / 3);
    expect(found['errors-per-string']?.value).toBe(2 / 3);
  });

  it('has the errors that are expected of the ideal and of the bigram table beside it', () => {
    const { bound, bigram } = results([short, long])['errors-per-string'] as Measurement;
    expect(bound).toBeCloseTo((2 * (1 / 2) + 2 * (1 / 2) + 4 * (1 / 4)) / 3, 12);
    // Lengths 1 and 3 have 2 and 4 symbols with their ends: 3 in a string.
    expect(bigram).toBeCloseTo(3 * (1 - expected.bigram.accuracy), 12);
    expect(results([short, long])['string-accuracy']).not.toHaveProperty('bound');
    const unknown = results([short], { ...context, language: literalLanguage(example) });
    expect(unknown['errors-per-string']).not.toHaveProperty('bound');
  });

  it('agrees with the accuracy of symbols', () => {
    const symbols = drawn.reduce((total, { length }) => total + length + 1, 0);
    const errors = (results(drawn)['errors-per-string'] as Measurement).value * drawn.length;
    expect(1 - errors / symbols).toBeCloseTo(measure(accuracy(), drawn).value, 12);
  });
});

describe('single strings', () => {
  const ofString = ({ nats, length }: Predictions): number => Math.exp(nats.reduce((a, b) => a + b) / (length + 1));
  const values = drawn.map(ofString);
  const mean = (some: readonly number[]): number => some.reduce((a, b) => a + b) / some.length;
  const sorted = [...values].sort((a, b) => a - b);

  it('spread: mean, median, and a mean with 5 % at each end moved inward', () => {
    const { spread } = measure(perplexity(), drawn);
    expect(spread?.strings).toBe(45);
    expect(spread?.mean).toBeCloseTo(mean(values), 12);
    expect(spread?.median).toBe(sorted[22]);
    // 5 % of 45 are 2.25, which makes 3 at each end.
    const clipped = [...Array(3).fill(sorted[3]), ...sorted.slice(3, 42), ...Array(3).fill(sorted[41])] as number[];
    expect(spread?.clippedMean).toBeCloseTo(mean(clipped), 12);
  });

  it('have a median and a clipped mean when one of them is beyond all bounds', () => {
    const ruledOut = { ...long, nats: Float64Array.of(0, 0, Infinity, 0) };
    const { value, spread } = measure(perplexity(), [...drawn, ruledOut]);
    expect([value, spread?.mean]).toEqual([Infinity, Infinity]);
    expect(spread?.median).toBeCloseTo(((sorted[22] as number) + (sorted[23] as number)) / 2, 12);
    expect(Number.isFinite(spread?.clippedMean)).toBe(true);
  });

  it('of one or two there is nothing to clip', () => {
    expect(measure(perplexity(), [long]).spread).toMatchObject({ strings: 1, median: ofString(long) });
    const [a, b] = drawn.slice(0, 2).map(ofString) as [number, number];
    const { spread } = measure(perplexity(), drawn.slice(0, 2));
    for (const found of [spread?.mean, spread?.median, spread?.clippedMean]) expect(found).toBeCloseTo((a + b) / 2, 12);
  });

  it('are told apart by length on demand', () => {
    expect(measure(perplexity(), drawn)).not.toHaveProperty('byLength');
    const { byLength } = measure(perplexity({ byLength: true }), drawn);
    expect(byLength?.map(({ length }) => length)).toEqual([1, 3]);
    for (const { length, ...found } of byLength ?? []) {
      const { value, spread } = measure(
        perplexity(),
        drawn.filter((batch) => batch.length === length),
      );
      expect(found).toEqual({ value, ...spread });
    }
  });

  it('are told apart by whether they are longer than those of training', () => {
    const shorter = { ...context, trainingRange: { min: 1, max: 2 } };
    const { beyondTraining } = measure(accuracy(), drawn, shorter);
    const { value, spread } = measure(
      accuracy(),
      drawn.filter(({ length }) => length === 3),
      shorter,
    );
    expect(beyondTraining).toEqual({ value, ...spread });
    // There is nothing to tell apart otherwise.
    expect(measure(accuracy(), [long], shorter)).not.toHaveProperty('beyondTraining');
    expect(measure(accuracy(), drawn)).not.toHaveProperty('beyondTraining');
  });
});

describe.each([perplexity(), crossEntropyDifference(), accuracy(), stringAccuracy()])('$name', (evaluation) => {
  const { name } = evaluation;
  const message = (problem: string): string => `evaluation "${name}": ${problem}`;

  it('does not depend on how strings are divided into batches', () => {
    const apart = [
      { strings: [[0]], length: 1, nats: Float64Array.of(0.3, 0.2), predicted: Float64Array.of(0, 2) },
      { strings: [[1]], length: 1, nats: Float64Array.of(1.4, 0.1), predicted: Float64Array.of(0, 2) },
    ];
    const results = [
      [long, ...apart],
      [short, long],
    ].map((batches) => {
      const session = evaluation.start(context);
      for (const batch of batches) session.add(batch);
      return Object.values(session.result());
    });
    for (const [index, { value, bound }] of (results[0] ?? []).entries()) {
      expect(value).toBeCloseTo(results[1]?.[index]?.value as number, 12);
      if (bound !== undefined) expect(bound).toBeCloseTo(results[1]?.[index]?.bound as number, 12);
    }
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
