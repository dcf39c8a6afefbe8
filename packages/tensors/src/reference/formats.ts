import { TensorError } from '../errors.ts';

/**
 * The numbers a computation may use. Every result of an operation is rounded to the nearest of them (ties to even).
 *
 * - `float64`, `float32`, `float16` (IEEE 754), `bfloat16` (float32's exponents with 7 mantissa bits).
 * - `{ mantissaBits: k }`: k stored mantissa bits with float64's exponents, 1 ≤ k ≤ 52; 52 is float64.
 * - `{ integerBits: i, fractionBits: f }`: fixed point, multiples of 2^−f from −2^i to 2^i − 2^−f; larger numbers saturate.
 */
export type NumberFormat =
  | 'float64'
  | 'float32'
  | 'bfloat16'
  | 'float16'
  | { readonly mantissaBits: number }
  | { readonly integerBits: number; readonly fractionBits: number };

export type Rounding = (value: number) => number;

interface FloatingFormat {
  readonly mantissaBits: number;
  /** Exponent of the smallest normal number; below it the spacing stays the same (subnormal numbers). */
  readonly minimumExponent: number;
  readonly maximumExponent: number;
}

const floating: Readonly<Record<'bfloat16' | 'float16', FloatingFormat>> = {
  bfloat16: { mantissaBits: 7, minimumExponent: -126, maximumExponent: 127 },
  float16: { mantissaBits: 10, minimumExponent: -14, maximumExponent: 15 },
};

/** Adding and subtracting 2^52 rounds a number of [0, 2^52] to the nearest integer, ties to even. */
const integerRounder = 2 ** 52;

function roundToInteger(value: number): number {
  return value < 0 ? -(integerRounder - value - integerRounder) : value + integerRounder - integerRounder;
}

const word = new DataView(new ArrayBuffer(8));

function exponentOf(value: number): number {
  word.setFloat64(0, value);
  return ((word.getUint32(0) >>> 20) & 0x7ff) - 1023;
}

function floatingRounding({ mantissaBits, minimumExponent, maximumExponent }: FloatingFormat): Rounding {
  const limit = maximumExponent === 1023 ? Number.POSITIVE_INFINITY : 2 ** (maximumExponent + 1);
  return (value) => {
    if (value === 0 || !Number.isFinite(value)) return value;
    const spacing = 2 ** (Math.max(exponentOf(value), minimumExponent) - mantissaBits);
    const rounded = roundToInteger(value / spacing) * spacing;
    return Math.abs(rounded) >= limit ? Math.sign(value) * Number.POSITIVE_INFINITY : rounded;
  };
}

function fixedRounding(integerBits: number, fractionBits: number): Rounding {
  const spacing = 2 ** -fractionBits;
  const lowest = -(2 ** integerBits);
  const highest = 2 ** integerBits - spacing;
  return (value) => {
    if (value >= highest) return highest;
    if (value <= lowest) return lowest;
    return roundToInteger(value / spacing) * spacing;
  };
}

function isCount(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

/** The rounding of a format; undefined for float64, which needs none. @throws TensorError when bits are out of range. */
export function roundingOf(format: NumberFormat): Rounding | undefined {
  if (format === 'float64') return undefined;
  if (format === 'float32') return Math.fround;
  if (typeof format === 'string') {
    const known = floating[format];
    if (known === undefined)
      throw new TensorError(
        `number format "${format}" does not exist; use float64, float32, bfloat16, float16, { mantissaBits } or { integerBits, fractionBits }`,
      );
    return floatingRounding(known);
  }
  if ('mantissaBits' in format) {
    const { mantissaBits } = format;
    if (!isCount(mantissaBits, 1, 52)) throw new TensorError(`a number has 1 to 52 mantissa bits, not ${mantissaBits}`);
    // Below 2^−1022 the spacing stays the same, as it does in float64 itself (gradual underflow).
    return mantissaBits === 52
      ? undefined
      : floatingRounding({ mantissaBits, minimumExponent: -1022, maximumExponent: 1023 });
  }
  const { integerBits, fractionBits } = format;
  if (!isCount(integerBits, 0, 51) || !isCount(fractionBits, 0, 51) || integerBits + fractionBits > 51) {
    throw new TensorError(
      `fixed point needs 0 or more integer and fraction bits, at most 51 together, not ${integerBits} and ${fractionBits}`,
    );
  }
  return fixedRounding(integerBits, fractionBits);
}

/** A format for messages and tables, such as `bfloat16` or `12 mantissa bits`. */
export function formatName(format: NumberFormat): string {
  if (typeof format === 'string') return format;
  return 'mantissaBits' in format
    ? `${format.mantissaBits} mantissa bits`
    : `fixed point ${format.integerBits}.${format.fractionBits}`;
}
