import { createLab } from '@pushdown/core';
import datasets from '@pushdown/datasets';
import { references } from '@pushdown/evaluation';
import { describe, expect, it } from 'vitest';
import { exactBigrams, releasedSamplerLines, trainingRange } from '../src/reference-lines.ts';

const lab = createLab({ plugins: [datasets] });

describe('reference lines of the released samplers', () => {
  it.each(releasedSamplerLines)('$language, lengths $range.min to $range.max', ({ language, range, ...measured }) => {
    const { lowerBound, bigram } = references(lab.create('language', language), range, trainingRange);
    expect(lowerBound.lengths).toHaveLength(measured.lengths);
    expect(lowerBound.perplexity.toFixed(3)).toBe(measured.lowerBound.toFixed(3));
    expect(lowerBound.perplexityLengthKnown.toFixed(3)).toBe(measured.lengthKnown.toFixed(3));
    // The bigram columns were measured on strings drawn at random, ours are expectations. Accuracy varies with the strings more
    // than perplexity: a table that gives both bits the same probability pays the same for either, but guesses only one. Two
    // rows, of tasks that say every bit twice, are 0.006 off; the tests below derive their expectations by hand.
    expect(Math.abs(bigram.perplexity - measured.bigramPerplexity)).toBeLessThan(0.01);
    const unlucky = range.max === 100 && ['unmarked-copy', 'unmarked-copy-different-alphabets'].includes(language);
    expect(Math.abs(bigram.accuracy - measured.bigramAccuracy)).toBeLessThan(unlucky ? 0.0065 : 0.005);
    expect([lowerBound.exact, bigram.exact]).toEqual([true, true]);
  });
});

describe('exact expectations of the bigram table', () => {
  it.each(exactBigrams)('%s, lengths %i to %i', (language, min, max, perplexity, accuracy) => {
    const { bigram } = references(lab.create('language', language), { min, max }, trainingRange);
    expect(bigram.perplexity.toFixed(4)).toBe(perplexity.toFixed(4));
    expect(bigram.accuracy.toFixed(4)).toBe(accuracy.toFixed(4));
  });
});

describe('bigram accuracy derived by hand, for w of k bits and strings of 2k symbols', () => {
  // Half of the bits are guessed right. The end of the string never is, because after a bit another bit is more likely; in
  // different alphabets, for the same reason, the first symbol of the copy is not either.
  it.each([
    ['unmarked-copy', (k: number) => k],
    ['unmarked-copy-different-alphabets', (k: number) => k - 0.5],
  ])('%s', (language, right) => {
    const sizes = Array.from({ length: 31 }, (_, index) => 20 + index);
    const expected = sizes.reduce((total, k) => total + right(k), 0) / sizes.reduce((total, k) => total + 2 * k + 1, 0);
    const { bigram } = references(lab.create('language', language), { min: 40, max: 100 }, trainingRange);
    expect(bigram.accuracy).toBeCloseTo(expected, 12);
  });
});
