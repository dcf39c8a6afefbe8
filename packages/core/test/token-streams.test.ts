import { parallelStreams, tokenChunks } from '@pushdown/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const end = 9;
const streamsOf = (tokens: readonly number[], count: number) =>
  parallelStreams(Int32Array.from(tokens), count, end).map((stream) => [...stream]);
const chunksOf = (tokens: readonly number[], count: number, steps: number) =>
  [...tokenChunks(parallelStreams(Int32Array.from(tokens), count, end), steps)].map(({ inputs, targets }) => ({
    inputs: inputs.map((stream) => [...stream]),
    targets: targets.map((stream) => [...stream]),
  }));

describe('parallel streams, worked out by hand', () => {
  test('ten tokens in three: ceil(10 / 3) = 4 each, the last one has two', () => {
    expect(streamsOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 0], 3)).toEqual([
      [9, 0, 1, 2, 3],
      [3, 4, 5, 6, 7],
      [7, 8, 0],
    ]);
  });

  test('twelve tokens in three: nothing is jagged', () => {
    expect(streamsOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2], 3).map(({ length }) => length)).toEqual([5, 5, 5]);
  });

  test('five tokens in four: two each, so that three streams take them all', () => {
    expect(streamsOf([0, 1, 2, 3, 4], 4)).toEqual([
      [9, 0, 1],
      [1, 2, 3],
      [3, 4],
    ]);
  });

  test('no tokens: no streams, no chunks', () => {
    expect(streamsOf([], 4)).toEqual([]);
    expect(chunksOf([], 4, 2)).toEqual([]);
  });
});

describe('chunks, worked out by hand', () => {
  test('ten tokens in three streams by three: the first chunk is cut where the last stream ends', () => {
    expect(chunksOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 0], 3, 3)).toEqual([
      {
        inputs: [
          [9, 0],
          [3, 4],
          [7, 8],
        ],
        targets: [
          [0, 1],
          [4, 5],
          [8, 0],
        ],
      },
      { inputs: [[1], [5]], targets: [[2], [6]] },
      { inputs: [[2], [6]], targets: [[3], [7]] },
    ]);
  });

  test('where the last stream ends at a border nothing is cut', () => {
    expect(chunksOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 0], 3, 2).map(({ targets }) => targets)).toEqual([
      [
        [0, 1],
        [4, 5],
        [8, 0],
      ],
      [
        [2, 3],
        [6, 7],
      ],
    ]);
  });
});

test('every token is predicted once, from the token before it, in chunks that are not too long', () => {
  const tokens = fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 60 });
  fc.assert(
    fc.property(tokens, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (text, count, steps) => {
      const read: number[][] = Array.from({ length: count }, () => []);
      let before = Number.POSITIVE_INFINITY;
      for (const { inputs, targets } of chunksOf(text, count, steps)) {
        expect(inputs.length).toBeLessThanOrEqual(before);
        before = inputs.length;
        for (const [stream, predicted] of targets.entries()) {
          expect(predicted.length).toBe(targets[0]?.length);
          expect(predicted.length).toBeLessThanOrEqual(steps);
          expect(inputs[stream]).toEqual([read[stream]?.at(-1) ?? inputs[stream]?.[0], ...predicted.slice(0, -1)]);
          read[stream]?.push(...predicted);
        }
      }
      expect(read.flat()).toEqual(text);
    }),
  );
});

test.each([0, -1, 1.5])('refuses %d streams or steps', (count) => {
  expect(() => parallelStreams(new Int32Array(3), count, end)).toThrow(`whole number of at least 1, not ${count}`);
  expect(() => [...tokenChunks([new Int32Array(3)], count)]).toThrow(`whole number of at least 1, not ${count}`);
});
