import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { checkInput, checkLength } from '../input.ts';
import { lengthsFrom } from '../lengths.ts';
import { benchmark, digits } from '../symbols.ts';
import { fromBits, randomBits, toBits } from './binary.ts';

const name = 'compute-sqrt';

/**
 * The largest whole number whose square does not exceed a binary number, both with the highest bit first: 1 0 0 1 0 1 → 1 1 0
 * (37, 6), 1 1 1 → 1 0 (7, 2). The number is uniform from 1 on; the output has half as many bits as the input, rounded up,
 * zeros in front included.
 */
export const computeSqrt: Contribution<'transduction', Record<string, never>, Transduction> = defineTransduction({
  name,
  description: 'a binary number, highest bit first → its square root, rounded down',
  source: benchmark,
  options: z.strictObject({}),
  create: () => ({
    name,
    level: 'context-sensitive',
    inputAlphabet: digits(2),
    outputAlphabet: digits(2),
    validLengths: (min, max) => lengthsFrom(1, 1, min, max),
    sampleInput(length, random) {
      checkLength(name, length, length >= 1, 'its lengths begin with 1');
      return randomBits(length, random);
    },
    output(input) {
      checkInput(name, input, 2, 'a binary number of at least one bit', input.length > 0);
      const bits = toBits(squareRoot(fromBits(input.toReversed())));
      const size = Math.ceil(input.length / 2);
      return [...new Array<number>(size - bits.length).fill(0), ...bits.reverse()];
    },
  }),
});

/** Bit by bit from the highest: a bit belongs to the root if the square with it is not too large. */
function squareRoot(number: bigint): bigint {
  let root = 0n;
  for (let bit = 1n << BigInt(Math.ceil(number.toString(2).length / 2)); bit > 0n; bit >>= 1n) {
    if ((root + bit) ** 2n <= number) root += bit;
  }
  return root;
}
