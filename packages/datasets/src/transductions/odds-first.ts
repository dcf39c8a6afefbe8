import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { benchmark, digits, type SymbolsOptions, symbolsSchema } from './symbols.ts';
import { wordTask } from './word-task.ts';

/**
 * The symbols at odd places, counted from 1, then those at even places: 0 0 1 1 0 1 0 1 → 0 1 0 0 0 1 1 1, 1 1 0 → 1 0 1. So the
 * task is defined in the paper and in the documentation of its program; the code of that program has the even places first.
 */
export const oddsFirst: Contribution<'transduction', SymbolsOptions, Transduction> = defineTransduction({
  name: 'odds-first',
  description: 's1 s2 s3 … → s1 s3 s5 … s2 s4 s6 …',
  source: benchmark,
  options: symbolsSchema(2),
  create: ({ symbols }) =>
    wordTask({
      name: 'odds-first',
      level: 'context-sensitive',
      inputAlphabet: digits(symbols),
      output: (input) => [
        ...input.filter((_, index) => index % 2 === 0),
        ...input.filter((_, index) => index % 2 === 1),
      ],
    }),
});
