import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { checkInput, checkLength } from '../input.ts';
import { lengthsFrom } from '../lengths.ts';
import { benchmark, digits } from '../symbols.ts';
import { type ExpressionSymbols, evaluateExpression, sampleExpression } from './expressions.ts';
import { type ModulusOptions, modulusSchema } from './modulus.ts';

const name = 'solve-equation';

/**
 * An expression as in `modular-arithmetic`, but without multiplication and with x for one of its numbers, and its value → the
 * number: ( x + 2 ) = 4 → 2, ( 1 - x ) = 3 → 3. Lengths from 3. The place of x is drawn as in the benchmark: any place of the
 * expression, from there on to the next number, and from its end to its beginning. Without multiplication there is exactly
 * one solution.
 */
export const solveEquation: Contribution<'transduction', ModulusOptions, Transduction> = defineTransduction({
  name,
  description: 'an equation in x in modular arithmetic with brackets → x',
  source: benchmark,
  options: z.strictObject({ modulus: modulusSchema }),
  create({ modulus }) {
    const inputAlphabet = [...digits(modulus), '+', '-', '(', ')', 'x', '='];
    const symbols: ExpressionSymbols = {
      modulus,
      plus: modulus,
      minus: modulus + 1,
      times: undefined,
      open: modulus + 2,
      close: modulus + 3,
    };
    const [unknown, equals] = [modulus + 4, modulus + 5];
    return {
      name,
      level: 'deterministic-context-free',
      inputAlphabet,
      outputAlphabet: digits(modulus),
      validLengths: (min, max) => lengthsFrom(3, 1, min, max),
      sampleInput(length, random) {
        checkLength(name, length, length >= 3, 'its lengths begin with 3');
        const expression = sampleExpression(symbols, length - 2, random);
        const value = evaluateExpression(symbols, expression) as number;
        let place = random.integer(expression.length);
        while ((expression[place] as number) >= modulus) place = (place + 1) % expression.length;
        expression[place] = unknown;
        return [...expression, equals, value];
      },
      output(input) {
        const [expression, right] = [input.slice(0, -2), input.slice(-2)];
        const place = expression.indexOf(unknown);
        const isRight = (number: number): boolean =>
          evaluateExpression(symbols, expression.with(place, number)) === right[1];
        const solution = place === -1 ? -1 : digits(modulus).findIndex((_, number) => isRight(number));
        const hasForm = right[0] === equals && solution !== -1;
        checkInput(name, input, inputAlphabet.length, 'an expression with one x, = and a value', hasForm);
        return [solution];
      },
    };
  },
});
