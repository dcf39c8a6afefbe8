import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { benchmark, digits, type SymbolsOptions, symbolsSchema } from './symbols.ts';
import { wordTask } from './word-task.ts';

/**
 * The word twice: 1 0 1 → 1 0 1 1 0 1, 1 1 → 1 1 1 1.
 */
export const duplicateString: Contribution<'transduction', SymbolsOptions, Transduction> = defineTransduction({
  name: 'duplicate-string',
  description: 'a word → the word twice',
  source: benchmark,
  options: symbolsSchema(2),
  create: ({ symbols }) =>
    wordTask({
      name: 'duplicate-string',
      level: 'context-sensitive',
      inputAlphabet: digits(symbols),
      output: (input) => [...input, ...input],
    }),
});
