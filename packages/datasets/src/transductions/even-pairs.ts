import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { benchmark } from './symbols.ts';
import { wordTask } from './word-task.ts';

/**
 * Whether the pairs 0 1 and 1 0 in a word are even in number: 0 if they are, 1 if not. 0 0 1 1 1 0 has one of each → 0;
 * 0 1 0 1 0 0 1 has five → 1.
 */
export const evenPairs: Contribution<'transduction', Record<string, never>, Transduction> = defineTransduction({
  name: 'even-pairs',
  description: 'whether the pairs 01 and 10 of a word are even in number: 0, else 1',
  source: benchmark,
  options: z.strictObject({}),
  create: () =>
    wordTask({
      name: 'even-pairs',
      level: 'regular',
      inputAlphabet: ['0', '1'],
      outputAlphabet: ['0', '1'],
      output: (input) => [input.slice(1).filter((symbol, index) => symbol !== input[index]).length % 2],
    }),
});
