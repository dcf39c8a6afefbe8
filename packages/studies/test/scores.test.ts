import { lstm } from '@pushdown/cells';
import {
  createRecurrentModel,
  createSession,
  evaluateModel,
  OptionError,
  randomStream,
  referenceEngine,
} from '@pushdown/core';
import { count3, markedReversal } from '@pushdown/datasets';
import { crossEntropyDifference } from '@pushdown/evaluation';
import { bigramLines, binsOf, bootstrap, drawTestSet, interval95, pool, scoreStrings } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';

const drawing = { trainingRange: { min: 5, max: 9 }, stringsPerLength: 3, batchSize: 2, mostLengths: 3, seed: 1 };

describe('a test set', () => {
  it('has equally many strings of some lengths, the first and the last among them', () => {
    const language = markedReversal();
    const { lengths, batches, entropies } = drawTestSet({ language, range: { min: 5, max: 13 }, ...drawing });
    expect(lengths).toEqual([5, 9, 13]);
    expect(batches.flat().map(({ length }) => length)).toEqual([5, 5, 5, 9, 9, 9, 13, 13, 13]);
    expect(batches.every((batch) => new Set(batch.map(({ length }) => length)).size === 1)).toBe(true);
    // w of (L − 1)/2 free bits.
    for (const [index, entropy] of entropies.entries())
      expect(entropy).toBeCloseTo((((lengths[Math.floor(index / 3)] as number) - 1) / 2) * Math.log(2), 10);
  });

  it('is the same for equal seeds only', () => {
    const draw = (seed: number) =>
      drawTestSet({ language: markedReversal(), range: { min: 21, max: 23 }, ...drawing, seed });
    expect(draw(1).batches).toEqual(draw(1).batches);
    expect(draw(1).batches).not.toEqual(draw(2).batches);
  });

  it('of no string is refused', () => {
    expect(() => drawTestSet({ language: count3(), range: { min: 4, max: 5 }, ...drawing })).toThrow(OptionError);
    expect(() => drawTestSet({ language: count3(), range: { min: 4, max: 5 }, ...drawing })).toThrow(
      'the language "count-3" has no string of a length in [4, 5]',
    );
  });

  it('has bins for the lengths of training and for each doubling beyond, as far as it has lengths', () => {
    const bins = (min: number, max: number, lengths: readonly number[]) =>
      binsOf({ range: { min, max }, trainingRange: { min: 40, max: 80 }, lengths }).map((bin) => [bin.min, bin.max]);
    const all = Array.from({ length: 1000 }, (_, length) => length);
    expect(bins(40, 80, all)).toEqual([[40, 80]]);
    expect(bins(40, 400, all)).toEqual([
      [40, 80],
      [81, 160],
      [161, 320],
      [321, 400],
    ]);
    expect(bins(10, 100, all)).toEqual([
      [10, 39],
      [40, 80],
      [81, 100],
    ]);
    expect(bins(100, 120, all)).toEqual([[100, 120]]);
    expect(bins(40, 400, [50, 330])).toEqual([
      [40, 80],
      [321, 400],
    ]);
  });
});

describe('scores of strings', () => {
  const language = markedReversal();
  const model = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 4 }) });
  const session = createSession({
    model,
    engine: referenceEngine({}),
    parameters: model.initialize(randomStream(1, 'parameters')),
  });
  const testSet = drawTestSet({ language, range: { min: 5, max: 13 }, ...drawing });

  it('come to what the evaluation gives', () => {
    const scores = scoreStrings(session, testSet);
    const context = { language, range: testSet.range, trainingRange: testSet.trainingRange };
    const { 'cross-entropy-difference': expected } = evaluateModel({
      session,
      batches: testSet.batches,
      evaluations: [crossEntropyDifference()],
      context,
    });
    const { strings, difference, accuracy } = pool(scores, testSet.range, language);
    expect(strings).toBe(9);
    expect(difference).toBeCloseTo(expected?.value as number, 12);
    const predicted = testSet.batches.map((batch) => ({ batch, ...session.predict(batch) }));
    const right = predicted.flatMap(({ batch, predicted: guesses }) =>
      Array.from(guesses).filter((guess, index) => {
        const string = batch[index % batch.length] as readonly number[];
        return guess === (string[Math.floor(index / batch.length)] ?? 3);
      }),
    );
    expect(accuracy).toBeCloseTo(right.length / (3 * (6 + 10 + 14)), 12);
  });

  it('count strings of which the model makes no number as infinitely bad', () => {
    const broken = {
      ...session,
      predict: (batch: (typeof testSet.batches)[number]) => {
        const predictions = session.predict(batch);
        return { ...predictions, nats: predictions.nats.map(() => Number.NaN) };
      },
    };
    expect(scoreStrings(broken, testSet).every(({ nats }) => nats === Number.POSITIVE_INFINITY)).toBe(true);
  });

  it('stand beside the bigram line of their length', async () => {
    const lines = bigramLines(session, testSet, await createTestLab());
    expect([...lines.keys()]).toEqual([5, 9, 13]);
    // Of the 2n + 2 predictions of w # w^R, trained on n = 2, 3, 4, none is certain but those after the marker's end.
    for (const { crossEntropy, accuracy } of lines.values()) {
      expect(crossEntropy).toBeGreaterThan(Math.log(2) / 2);
      expect(crossEntropy).toBeLessThan(Math.log(4));
      expect(accuracy).toBeLessThan(1);
    }
  });
});

describe('bootstrap', () => {
  it('gives a mean the interval of normal theory', () => {
    const random = randomStream(3, 'test');
    const values = Array.from({ length: 400 }, () => random.uniform());
    const mean = (drawn: readonly number[]) => drawn.reduce((sum, index) => sum + (values[index] as number), 0) / 400;
    const all = values.map((_, index) => index);
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean(all)) ** 2, 0) / 400);
    const [low, high] = interval95(bootstrap(400, mean, { resamples: 2000, seed: 1 })) as readonly [number, number];
    const half = (1.96 * spread) / Math.sqrt(400);
    expect(Math.abs(low - (mean(all) - half))).toBeLessThan(0.1 * half);
    expect(Math.abs(high - (mean(all) + half))).toBeLessThan(0.1 * half);
  });

  it('leaves out what is no number', () => {
    expect(bootstrap(2, ([first]) => (first === 0 ? Number.NaN : 1), { resamples: 100, seed: 1 }).length).toBeLessThan(
      80,
    );
    expect(interval95([])).toBeUndefined();
  });
});
