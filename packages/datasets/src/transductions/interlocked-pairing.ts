import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { checkInput, checkLength } from './input.ts';
import { lengthsFrom } from './lengths.ts';
import { benchmark, digits } from './symbols.ts';

const name = 'interlocked-pairing';

/**
 * 0^n 1^m → 0^n 1^(m+n) 0^m for n, m ≥ 1, and likewise with 0 and 1 exchanged: 0 0 1 1 1 1 → 0 0 1 1 1 1 1 1 0 0 0 0,
 * 0 0 0 1 → 0 0 0 1 1 1 1 0. Which symbol comes first and where the other begins are uniform. The task belongs to the
 * benchmark's program, but to none of the results in the paper.
 */
export const interlockedPairing: Contribution<'transduction', Record<string, never>, Transduction> = defineTransduction(
  {
    name,
    description: '0^n 1^m → 0^n 1^(m+n) 0^m, and with 0 and 1 exchanged',
    source: `${benchmark}, released program`,
    options: z.strictObject({}),
    create: () => ({
      name,
      level: 'context-sensitive',
      inputAlphabet: digits(2),
      outputAlphabet: digits(2),
      validLengths: (min, max) => lengthsFrom(2, 1, min, max),
      sampleInput(length, random) {
        checkLength(name, length, length >= 2, 'its lengths begin with 2');
        const first = random.integer(2);
        const border = 1 + random.integer(length - 1);
        return Array.from({ length }, (_, place) => (place < border ? first : 1 - first));
      },
      output(input) {
        const changes = input.slice(1).filter((symbol, index) => symbol !== input[index]).length;
        checkInput(name, input, 2, 'a run of one symbol and a run of the other', changes === 1);
        return [...input, ...input.map((symbol) => 1 - symbol)];
      },
    }),
  },
);
