import { expect, test } from 'vitest';
import { emitPow } from '../../src/math/index.ts';
import { compile } from './compile.ts';
import { ulpsBetween } from './ulps.ts';

const count = 1 << 16;

/** The powers of pairs: the bases come from the buffer of the inputs, the exponents from that of the results. */
const powers = compile((f, address) => {
  f.localGet(address);
  f.load('v128', 4 * count);
  emitPow(f);
}, count);

/** The largest error among the given pairs, and the pair. */
function worst(bases: ArrayLike<number>, exponents: ArrayLike<number>): { ulps: number; pair: string } {
  powers.inputs.set(bases);
  powers.results.set(exponents);
  const exact = Array.from(powers.results, (exponent, index) => powers.inputs[index]! ** exponent);
  powers.run(1);
  let ulps = 0;
  let pair = '';
  for (const [index, result] of powers.results.entries()) {
    const error = ulpsBetween(result, exact[index]!);
    if (error > ulps) {
      ulps = error;
      pair = `${bases[index]} ** ${exponents[index]} = ${exact[index]}, not ${result}`;
    }
  }
  return { ulps, pair };
}

/** Deterministic float32 numbers of every size, from a multiplicative sequence of bit patterns. */
function bitPatterns(start: number): Float32Array {
  let bits = start;
  const patterns = Uint32Array.from({ length: count }, () => {
    bits = (Math.imul(bits, 0x9e3779b1) + 0x7f4a7c15) >>> 0;
    return (bits ^ (bits >>> 15)) >>> 0;
  });
  return new Float32Array(patterns.buffer);
}

test('special values are those of JavaScript', () => {
  const infinity = Number.POSITIVE_INFINITY;
  const positive = [
    0,
    2 ** -149,
    2 ** -126,
    0.3,
    0.5,
    1,
    1.5,
    2,
    3,
    2.5,
    1e10,
    2 ** 24 + 2,
    2 ** 127,
    infinity,
    Number.NaN,
  ];
  const numbers = [...positive, ...positive.map((value) => -value)];
  const bases = numbers.flatMap((base) => numbers.map(() => base));
  const exponents = numbers.flatMap(() => numbers);
  const { ulps, pair } = worst(bases, exponents);
  expect(ulps, pair).toBeLessThanOrEqual(1);
});

test('any bits', () => {
  const { ulps, pair } = worst(bitPatterns(1), bitPatterns(2));
  expect(ulps, pair).toBeLessThanOrEqual(1);
});

test('results of every size', () => {
  for (let round = 0; round < 20; round += 1) {
    const bases = bitPatterns(round).map(Math.abs);
    const exponents = bitPatterns(round + 100).map((_, index) => {
      const logarithm = Math.log2(bases[index]!);
      const target = (index / count) * 282 - 152;
      return target / (Number.isFinite(logarithm) && logarithm !== 0 ? logarithm : 1);
    });
    const { ulps, pair } = worst(bases, exponents);
    expect(ulps, pair).toBeLessThanOrEqual(1);
  }
});

test('integer powers of negative numbers', () => {
  const bases = Array.from({ length: count }, (_, index) => -1 - (index % 997) / 100);
  const exponents = Array.from({ length: count }, (_, index) => (index % 61) - 30);
  const { ulps, pair } = worst(bases, exponents);
  expect(ulps, pair).toBeLessThanOrEqual(1);
});
