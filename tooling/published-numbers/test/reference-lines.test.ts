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
    expect(bigram.perplexity.toFixed(3)).toBe(measured.bigramPerplexity.toFixed(3));
    // Accuracy varies with the strings that were drawn, perplexity hardly: a table that gives both bits the same probability
    // pays the same for either, but guesses only one of them. On ten random strings of each length from 100 to 200, the
    // accuracy of marked-reverse-and-copy has a standard deviation of 0.004. The exact values are tested below.
    expect(Math.abs(bigram.accuracy - measured.bigramAccuracy)).toBeLessThan(0.004);
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
