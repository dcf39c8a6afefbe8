import type { RandomStream } from '@pushdown/core';

/** The number that bits spell, the lowest first. */
export function fromBits(bits: readonly number[]): bigint {
  return bits.reduceRight((number, bit) => 2n * number + BigInt(bit), 0n);
}

/** The bits of a number, the lowest first and none above the highest 1; a single 0 for 0. */
export function toBits(number: bigint): number[] {
  return [...number.toString(2)].reverse().map(Number);
}

/** Bits of a number that is uniform from 1 to 2^count − 1. */
export function randomBits(count: number, random: RandomStream): number[] {
  for (;;) {
    const bits = Array.from({ length: count }, () => random.integer(2));
    if (bits.includes(1)) return bits;
  }
}
