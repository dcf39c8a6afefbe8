import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { benchmark, digits, type SymbolsOptions, symbolsSchema } from './symbols.ts';
import { wordTask } from './word-task.ts';

/**
 * The symbols in ascending order: 1 0 2 0 4 1 1 2 → 0 0 1 1 1 2 2 4, and with two symbols 1 1 1 0 0 0 1 → 0 0 0 1 1 1 1.
 */
export const bucketSort: Contribution<'transduction', SymbolsOptions, Transduction> = defineTransduction({
  name: 'bucket-sort',
  description: 'a word → its symbols in ascending order',
  source: benchmark,
  options: symbolsSchema(5),
  create: ({ symbols }) =>
    wordTask({
      name: 'bucket-sort',
      level: 'context-sensitive',
      inputAlphabet: digits(symbols),
      output: (input) => input.toSorted((a, b) => a - b),
    }),
});
