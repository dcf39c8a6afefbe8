import { formatName, type NumberFormat, roundingOf } from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { emitRound } from '../../src/math/index.ts';
import { compile } from './compile.ts';

const infinity = Number.POSITIVE_INFINITY;

/** float32 numbers of all sizes, by their bits: a linear congruential generator, and what lies around every power of two. */
function samples(): Float32Array {
  const edges = Array.from({ length: 256 }, (_, exponent) =>
    [0, 1, 0x1000, 0xfff, 0x1001, 0x8000, 0x18000, 0x7fffff, 0x7ff000, 0x7fc000, 0x400000].flatMap((bits) =>
      [0, 0x8000_0000].map((sign) => (sign | (exponent << 23) | bits) >>> 0),
    ),
  ).flat();
  let state = 1;
  const random = Array.from({ length: 100_000 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  });
  const words = Uint32Array.from([...edges, ...random]);
  return new Float32Array(words.buffer, 0, words.length - (words.length % 4));
}

const formats: readonly NumberFormat[] = [
  'bfloat16',
  'float16',
  ...[1, 2, 3, 7, 10, 16, 22, 23].map((mantissaBits) => ({ mantissaBits })),
  { integerBits: 0, fractionBits: 1 },
  { integerBits: 3, fractionBits: 4 },
  { integerBits: 8, fractionBits: 16 },
  { integerBits: 24, fractionBits: 0 },
];

/** What the reference executor rounds to, with the exponents of float32. */
function expectedOf(format: NumberFormat): (value: number) => number {
  const round = roundingOf(format) as (value: number) => number;
  if (typeof format === 'string' || !('mantissaBits' in format)) return round;
  // Below 2^−126 the spacing of float32's mantissa stays that of the smallest normal numbers; half of it decides.
  const least = 2 ** (-126 - format.mantissaBits);
  return (value) => {
    if (!(Math.abs(value) < 2 ** -126)) return Math.fround(round(value));
    const units = Math.abs(value) / least;
    const [below, rest] = [Math.floor(units), units - Math.floor(units)];
    const up = rest > 0.5 || (rest === 0.5 && below % 2 === 1);
    return Math.sign(value) * (below + (up ? 1 : 0)) * least;
  };
}

describe.each(formats.map((format) => [formatName(format), format] as const))('rounding to %s', (_name, format) => {
  test('is that of the reference executor for every number', () => {
    const inputs = samples();
    const compiled = compile((f) => emitRound(f, format), inputs.length);
    compiled.inputs.set(inputs);
    compiled.run(1);
    const expected = expectedOf(format);
    const wrong: string[] = [];
    for (const [index, value] of inputs.entries()) {
      const [actual, right] = [compiled.results[index] as number, expected(value)];
      // Of zeros the sign is free: nothing in a network tells them apart.
      if (!(Object.is(actual, right) || actual === right)) wrong.push(`${value} became ${actual}, not ${right}`);
    }
    expect(wrong).toEqual([]);
    const special = compile((f) => emitRound(f, format), 4);
    special.inputs.set([Number.NaN, infinity, -infinity, 0]);
    special.run(1);
    expect(special.results[0]).toBeNaN();
    expect([...special.results.subarray(1)]).toEqual([expected(infinity), expected(-infinity), 0]);
  });
});
