import type { Transduction } from '@pushdown/core';
import { checkInput, checkLength } from '../input.ts';
import { lengthsFrom } from '../lengths.ts';
import { fromBits, randomBits, toBits } from './binary.ts';

const sign = 2;
const end = 2;

/**
 * A task on two binary numbers, the lowest bit first, with a sign between. The numbers of bits are uniform, the numbers uniform
 * from 1 on; a number may have zeros above its highest 1. The output is the result without such zeros, and an end symbol.
 */
export function binaryOperation(
  name: string,
  spelledSign: string,
  operate: (first: bigint, second: bigint) => bigint,
): Transduction {
  return {
    name,
    level: 'context-sensitive',
    inputAlphabet: ['0', '1', spelledSign],
    outputAlphabet: ['0', '1', 'end'],
    validLengths: (min, max) => lengthsFrom(3, 1, min, max),
    sampleInput(length, random) {
      checkLength(name, length, length >= 3, 'its lengths begin with 3');
      const first = 1 + random.integer(length - 2);
      return [...randomBits(first, random), sign, ...randomBits(length - 1 - first, random)];
    },
    output(input) {
      const place = input.indexOf(sign);
      const [first, second] = [input.slice(0, Math.max(0, place)), input.slice(place + 1)];
      const hasForm = first.length > 0 && second.length > 0 && !second.includes(sign);
      checkInput(name, input, 3, `two binary numbers with ${spelledSign} between`, hasForm);
      return [...toBits(operate(fromBits(first), fromBits(second))), end];
    },
  };
}
