import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { binaryAutomaton } from './binary-automaton.ts';

/**
 * The words over {0, 1} with an even number of 1s, all of a length equally probable: the strings for which the parity check
 * of Delétang et al. (2023) answers 0.
 */
export const parity: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'parity',
  description: 'words over 0 and 1 with an even number of 1s',
  source: 'Delétang et al. 2023',
  options: z.strictObject({}),
  create: () =>
    binaryAutomaton('parity', {
      even: { after0: 'even', after1: 'odd', final: true },
      odd: { after0: 'odd', after1: 'even' },
    }),
});
