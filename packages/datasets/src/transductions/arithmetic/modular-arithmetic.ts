import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { checkInput, checkLength } from '../input.ts';
import { lengthsFrom } from '../lengths.ts';
import { benchmark, digits } from '../symbols.ts';
import { type ExpressionSymbols, evaluateExpression, sampleExpression } from './expressions.ts';
import { type ModulusOptions, modulusSchema } from './modulus.ts';

const name = 'modular-arithmetic';

/**
 * The value of an expression with brackets modulo 5: ( 1 + ( 2 * 3 ) ) → 2, ( ( - 4 ) - 3 ) → 3, - 2 → 3. Every operation has
 * its brackets. An expression of length 1 to 4 is d, −d, (d) or (−d); a longer one is (left ∘ right), where the length of the
 * left part and the operator are uniform.
 */
export const modularArithmetic: Contribution<'transduction', ModulusOptions, Transduction> = defineTransduction({
  name,
  description: 'an expression with brackets in modular arithmetic → its value',
  source: benchmark,
  options: z.strictObject({ modulus: modulusSchema }),
  create({ modulus }) {
    const inputAlphabet = [...digits(modulus), '+', '-', '*', '(', ')'];
    const symbols: ExpressionSymbols = {
      modulus,
      plus: modulus,
      minus: modulus + 1,
      times: modulus + 2,
      open: modulus + 3,
      close: modulus + 4,
    };
    return {
      name,
      level: 'deterministic-context-free',
      inputAlphabet,
      outputAlphabet: digits(modulus),
      validLengths: (min, max) => lengthsFrom(1, 1, min, max),
      sampleInput(length, random) {
        checkLength(name, length, length >= 1, 'its lengths begin with 1');
        return sampleExpression(symbols, length, random);
      },
      output(input) {
        const value = evaluateExpression(symbols, input);
        checkInput(name, input, inputAlphabet.length, 'an expression with brackets', value !== undefined);
        return [value as number];
      },
    };
  },
});
