import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { checkInput, checkLength } from '../input.ts';
import { lengthsFrom } from '../lengths.ts';
import { benchmark, digits } from '../symbols.ts';
import { type ModulusOptions, modulusSchema, reduce } from './modulus.ts';

const name = 'modular-arithmetic-simple';

/**
 * The value of an expression without brackets, multiplication first, modulo 5: 1 + 2 * 3 → 2, 1 - 1 - 1 → 4,
 * 0 * 1 + 4 * 3 - 2 → 0. Lengths are odd; numbers and operators are uniform.
 */
export const modularArithmeticSimple: Contribution<'transduction', ModulusOptions, Transduction> = defineTransduction({
  name,
  description: 'an expression without brackets in modular arithmetic → its value',
  source: benchmark,
  options: z.strictObject({ modulus: modulusSchema }),
  create: ({ modulus }) => ({
    name,
    level: 'regular',
    inputAlphabet: [...digits(modulus), '+', '-', '*'],
    outputAlphabet: digits(modulus),
    validLengths: (min, max) => lengthsFrom(1, 2, min, max),
    sampleInput(length, random) {
      checkLength(name, length, length >= 1 && length % 2 === 1, 'its lengths are odd');
      return Array.from({ length }, (_, place) =>
        place % 2 === 0 ? random.integer(modulus) : modulus + random.integer(3),
      );
    },
    output(input) {
      const hasForm =
        input.length % 2 === 1 &&
        input.every((symbol, place) => (place % 2 === 0 ? symbol < modulus : symbol >= modulus));
      checkInput(name, input, modulus + 3, 'numbers with operators between', hasForm);
      const [plus, minus] = [modulus, modulus + 1];
      let sum = 0;
      let product = input[0] as number;
      for (let place = 1; place < input.length; place += 2) {
        const [operator, number] = [input[place], input[place + 1] as number];
        if (operator === plus || operator === minus) {
          sum += product;
          product = operator === plus ? number : -number;
        } else product = reduce(product * number, modulus);
      }
      return [reduce(sum + product, modulus)];
    },
  }),
});
