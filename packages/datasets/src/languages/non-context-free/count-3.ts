import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { repeated } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';

/**
 * {a^k b^k c^k : k ≥ 0}, one string of each length 3k. The empty string belongs to it, as DuSell & Chiang (2023) admit every
 * length 3k and none of the ranges in use comes near 0.
 */
export const count3: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'count-3',
  description: '{a^k b^k c^k}: as many a as b as c, in this order',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: z.strictObject({}),
  create: () =>
    templateLanguage({
      name: 'count-3',
      alphabet: ['a', 'b', 'c'],
      level: 'context-sensitive',
      lengths: { offset: 0, period: 3 },
      template: (size) => [...repeated(0, size), ...repeated(1, size), ...repeated(2, size)],
    }),
});
