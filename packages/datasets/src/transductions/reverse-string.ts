import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { benchmark, digits, type SymbolsOptions, symbolsSchema } from './symbols.ts';
import { wordTask } from './word-task.ts';

/**
 * The word backwards: 0 0 1 → 1 0 0, 1 1 0 1 → 1 0 1 1.
 */
export const reverseString: Contribution<'transduction', SymbolsOptions, Transduction> = defineTransduction({
  name: 'reverse-string',
  description: 'a word → the word backwards',
  source: benchmark,
  options: symbolsSchema(2),
  create: ({ symbols }) =>
    wordTask({
      name: 'reverse-string',
      level: 'deterministic-context-free',
      inputAlphabet: digits(symbols),
      output: (input) => input.toReversed(),
    }),
});
