import { randomStream } from '@pushdown/core';
import { markedReverseAndCopy } from '@pushdown/datasets';
import { sampleBatches, testBatches } from '@pushdown/training';
import { describe, expect, it } from 'vitest';

const language = markedReverseAndCopy();
const range = { min: 10, max: 20 };

describe('sampleBatches', () => {
  const batches = sampleBatches({ language, range, batches: 400, batchSize: 3, random: randomStream(1, 'data') });

  it('gives every batch one length and strings of the language', () => {
    expect(batches).toHaveLength(400);
    for (const batch of batches) {
      expect(batch).toHaveLength(3);
      expect(new Set(batch.map(({ length }) => length)).size).toBe(1);
      for (const string of batch) expect(language.contains(string)).toBe(true);
    }
  });

  it('gives every string a length of its own if told so', () => {
    const mixed = sampleBatches({
      language,
      range,
      batches: 100,
      batchSize: 4,
      random: randomStream(1, 'data'),
      mixedLengths: true,
    });
    expect(mixed.map(({ length }) => length)).toEqual(mixed.map(() => 4));
    const counts = language
      .validLengths(10, 20)
      .map((length) => mixed.flat().filter((string) => string.length === length).length);
    const chiSquare = counts.reduce((total, count) => total + (count - 100) ** 2 / 100, 0);
    expect(chiSquare).toBeLessThan(16.27);
    expect(mixed.some((batch) => new Set(batch.map(({ length }) => length)).size > 1)).toBe(true);
  });

  it('draws lengths uniformly from the valid ones', () => {
    const lengths = language.validLengths(10, 20);
    expect(lengths).toEqual([11, 14, 17, 20]);
    const counts = lengths.map((length) => batches.filter((batch) => batch[0]?.length === length).length);
    const chiSquare = counts.reduce((total, count) => total + (count - 100) ** 2 / 100, 0);
    // 99.9 % quantile for 3 degrees of freedom.
    expect(chiSquare).toBeLessThan(16.27);
  });

  it('is the same for the same seed and other for another', () => {
    const again = (seed: number) =>
      sampleBatches({ language, range, batches: 5, batchSize: 3, random: randomStream(seed, 'data') });
    expect(again(1)).toEqual(batches.slice(0, 5));
    expect(again(2)).not.toEqual(batches.slice(0, 5));
  });

  it('says when no string has such a length', () => {
    const empty = { min: 12, max: 13 };
    expect(() =>
      sampleBatches({ language, range: empty, batches: 1, batchSize: 1, random: randomStream(1, 'data') }),
    ).toThrow('the language marked-reverse-and-copy has no string of a length from 12 to 13');
  });
});

describe('testBatches', () => {
  it('has equally many strings of every length, in batches that are not too large', () => {
    const batches = testBatches({
      language,
      range,
      stringsPerLength: 5,
      batchSize: 2,
      random: randomStream(0, 'test'),
    });
    expect(batches.map((batch) => [batch[0]?.length, batch.length])).toEqual(
      [11, 14, 17, 20].flatMap((length) => [
        [length, 2],
        [length, 2],
        [length, 1],
      ]),
    );
  });

  it('keeps to the lengths it is told', () => {
    const batches = testBatches({
      language,
      range,
      stringsPerLength: 1,
      batchSize: 2,
      random: randomStream(0, 'test'),
      lengths: [14],
    });
    expect(batches.map((batch) => batch[0]?.length)).toEqual([14]);
  });
});
