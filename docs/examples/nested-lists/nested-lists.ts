import { defineLanguage } from '@pushdown/core';
import { grammarLanguage, parseGrammar } from '@pushdown/datasets';
import { z } from 'zod';

/** A list of items, each of them x or a list: [x[xx][]] and the like. */
export const nestedLists = defineLanguage({
  name: 'nested-lists',
  description: 'lists of x and of lists',
  options: z.strictObject({
    /** How much rarer a list is than x, as an item. */
    weight: z.number().positive().default(0.3),
  }),
  create: ({ weight }) =>
    grammarLanguage(
      parseGrammar(`
        %alphabet '[' ']' 'x'
        %unambiguous
        list  -> '[' items ']'
        items -> ε | 'x' items | list items [${weight}]
      `),
      { name: 'nested-lists', level: 'deterministic-context-free' },
    ),
});
