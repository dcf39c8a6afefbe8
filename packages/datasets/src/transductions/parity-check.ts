import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { benchmark } from './symbols.ts';
import { wordTask } from './word-task.ts';

/**
 * Whether a word has an even number of 1: 0 if it has, 1 if not. 1 0 1 0 1 0 0 has three → 1; 0 1 1 1 1 has four → 0.
 */
export const parityCheck: Contribution<'transduction', Record<string, never>, Transduction> = defineTransduction({
  name: 'parity-check',
  description: 'whether a word has an even number of 1: 0, else 1',
  source: benchmark,
  options: z.strictObject({}),
  create: () =>
    wordTask({
      name: 'parity-check',
      level: 'regular',
      inputAlphabet: ['0', '1'],
      outputAlphabet: ['0', '1'],
      output: (input) => [input.filter((symbol) => symbol === 1).length % 2],
    }),
});
