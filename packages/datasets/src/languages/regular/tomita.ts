import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { binaryAutomaton, type StateTable } from './binary-automaton.ts';

/** Options of `tomita`. */
export interface TomitaOptions {
  /** Which of the seven languages; 1 if not given. */
  readonly number?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | undefined;
}

/** By number: state → the states after 0 and 1. Where nothing can follow, the state is left out. */
const tables: readonly StateTable[] = [
  // 1*
  { ones: { after1: 'ones', final: true } },
  // (10)*
  { even: { after1: 'odd', final: true }, odd: { after0: 'even' } },
  // No odd number of 0s right after an odd number of 1s, ends of the string being ends of a run.
  {
    start: { after0: 'start', after1: 'odd ones', final: true },
    'odd ones': { after0: 'odd zeros', after1: 'start', final: true },
    'odd zeros': { after0: 'even zeros' },
    'even zeros': { after0: 'odd zeros', after1: 'odd ones', final: true },
  },
  // No 000
  {
    none: { after0: 'one', after1: 'none', final: true },
    one: { after0: 'two', after1: 'none', final: true },
    two: { after1: 'none', final: true },
  },
  // As many 0s as make an even number, and 1s too
  {
    'both even': { after0: 'odd zeros', after1: 'odd ones', final: true },
    'odd zeros': { after0: 'both even', after1: 'both odd' },
    'odd ones': { after0: 'both odd', after1: 'both even' },
    'both odd': { after0: 'odd ones', after1: 'odd zeros' },
  },
  // Number of 0s minus number of 1s a multiple of 3
  {
    remainder0: { after0: 'remainder1', after1: 'remainder2', final: true },
    remainder1: { after0: 'remainder2', after1: 'remainder0' },
    remainder2: { after0: 'remainder0', after1: 'remainder1' },
  },
  // 0*1*0*1*
  {
    first: { after0: 'first', after1: 'second', final: true },
    second: { after0: 'third', after1: 'second', final: true },
    third: { after0: 'third', after1: 'fourth', final: true },
    fourth: { after1: 'fourth', final: true },
  },
];

/**
 * The seven regular languages over {0, 1} of Tomita (1982): 1: 1*; 2: (10)*; 3: an odd run of 1s is never followed by an odd
 * run of 0s; 4: no 000; 5: even numbers of 0s and of 1s; 6: number of 0s minus number of 1s divisible by 3; 7: 0*1*0*1*.
 * All strings of a length are equally probable.
 */
export const tomita: Contribution<'language', TomitaOptions, Language> = defineLanguage({
  name: 'tomita',
  description: 'one of the seven regular languages of Tomita over 0 and 1',
  source: 'Tomita 1982',
  options: z.strictObject({
    number: z.literal([1, 2, 3, 4, 5, 6, 7]).default(1),
  }),
  create: ({ number }) => binaryAutomaton('tomita', tables[number - 1]!),
});
