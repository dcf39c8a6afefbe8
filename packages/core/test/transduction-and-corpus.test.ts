import { createLab, defineCorpus, definePlugin, defineTransduction, slotNames } from '@pushdown/core';
import { expect, test } from 'vitest';
import { z } from 'zod';

test('transductions and corpora are slots of the laboratory', () => {
  const echo = defineTransduction({
    name: 'echo',
    description: 'a word → the word',
    options: z.strictObject({}),
    create: () => ({
      name: 'echo',
      level: 'context-sensitive',
      inputAlphabet: ['a'],
      outputAlphabet: ['a'],
      validLengths: () => [1],
      sampleInput: () => [0],
      output: (input) => [...input],
    }),
  });
  const tiny = defineCorpus({
    name: 'tiny',
    description: 'one word',
    options: z.strictObject({ word: z.string() }),
    create: ({ word }) => ({
      name: 'tiny',
      vocabulary: [word, '<unk>', '<eos>'],
      unknown: 1,
      end: 2,
      training: Int32Array.of(0, 2),
      validation: Int32Array.of(0, 2),
      test: Int32Array.of(0, 2),
    }),
  });
  const lab = createLab({ plugins: [definePlugin({ name: 'mine', apiVersion: 1, contributions: [echo, tiny] })] });
  expect(lab.create('transduction', 'echo').output([0])).toEqual([0]);
  expect(lab.create('corpus', { type: 'tiny', word: 'hello' }).vocabulary[0]).toBe('hello');
  expect(slotNames).toContain('transduction');
  expect(slotNames).toContain('corpus');
});
