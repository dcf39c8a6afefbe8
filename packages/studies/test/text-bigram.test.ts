import { fitTextBigram } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';

describe('the bigram line of a text', () => {
  const training = [Int32Array.from([2, 0, 1, 0, 0, 1, 2]), Int32Array.from([2, 1, 0, 2])];

  /** −ln p of one symbol after another. */
  const nats = (before: number, symbol: number, size = 4): number =>
    fitTextBigram(training, size).crossEntropy([Int32Array.from([before, symbol])]);

  it('follows the formulas of Witten & Bell', () => {
    // Pairs: 20 01 10 00 01 12 21 10 02. Symbols: 4 times 0, 3 times 1, 2 times 2, so T = 3 and c = 9; V = 4.
    const alone = (count: number): number => (count + 3 / 4) / (9 + 3);
    // After 0 come 1, 0, 1 and 2: c(0) = 4, T(0) = 3.
    expect(Math.exp(-nats(0, 1))).toBeCloseTo((2 + 3 * alone(3)) / (4 + 3), 12);
    expect(Math.exp(-nats(0, 3))).toBeCloseTo((0 + 3 * alone(0)) / (4 + 3), 12);
    // Nothing ever came after 3.
    expect(Math.exp(-nats(3, 2))).toBeCloseTo(alone(2), 12);
  });

  it.each([0, 1, 2, 3])('is a distribution after %i', (before) => {
    const total = [0, 1, 2, 3].reduce((sum, symbol) => sum + Math.exp(-nats(before, symbol)), 0);
    expect(total).toBeCloseTo(1, 12);
  });

  it('is a mean over all symbols of all streams', () => {
    const mean = fitTextBigram(training, 4).crossEntropy([Int32Array.from([0, 1, 2]), Int32Array.from([3, 0])]);
    expect(mean).toBeCloseTo((nats(0, 1) + nats(1, 2) + nats(3, 0)) / 3, 12);
  });
});
