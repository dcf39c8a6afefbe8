import type { NumberFormat } from '@pushdown/tensors';
import type { FunctionBuilder } from '../assembler/index.ts';

/** Mantissa bits of a float32, and the largest exponent of one. */
const mantissa = 23;
const largestExponent = 127;

/**
 * Replaces the vector on the stack by the nearest numbers of a format, ties to even. The format must be one of those of
 * `Rounding`; of `{ mantissaBits }` the exponents are those of float32.
 */
export function emitRound(f: FunctionBuilder, format: NumberFormat): void {
  if (format === 'float16') emitHalf(f);
  else if (format === 'bfloat16') emitMantissa(f, 7);
  else if (typeof format === 'object' && 'mantissaBits' in format) emitMantissa(f, format.mantissaBits);
  else if (typeof format === 'object') emitFixed(f, format.integerBits, format.fractionBits);
}

/**
 * Rounds as an integer: half a unit of what is left goes to the bits, less one where what is left is even, and the rest is
 * cut off. A carry out of the mantissa raises the exponent, in the end to infinity; subnormal numbers keep their spacing.
 */
function emitMantissa(f: FunctionBuilder, bits: number): void {
  const dropped = mantissa - bits;
  if (dropped <= 0) return;
  const x = f.scratch('v128');
  f.localTee(x);
  f.localGet(x);
  f.i32Const(dropped);
  f.op('i32x4.shr_u');
  f.v128ConstI32(1);
  f.op('v128.and');
  f.op('i32x4.add');
  f.v128ConstI32(2 ** (dropped - 1) - 1);
  f.op('i32x4.add');
  f.v128ConstI32(-(2 ** dropped));
  f.op('v128.and');
  // The bits of a NaN may carry over into anything.
  f.localGet(x);
  f.localGet(x);
  f.localGet(x);
  f.op('f32x4.eq');
  f.op('v128.bitselect');
  f.release(x);
}

/** float16 has fewer exponents than float32: equal spacing below 2^−14, infinity from 2^16 on. */
function emitHalf(f: FunctionBuilder): void {
  const [bits, smallestExponent, greatestExponent] = [10, -14, 15];
  const x = f.scratch('v128');
  f.localTee(x);
  emitMultiple(f, 2 ** (smallestExponent - bits));
  f.localGet(x);
  emitMantissa(f, bits);
  f.localGet(x);
  f.op('f32x4.abs');
  f.v128Const(2 ** smallestExponent);
  f.op('f32x4.lt');
  f.op('v128.bitselect');
  // What is too large for the format becomes too large for float32, and back.
  const shift = 2 ** (largestExponent - greatestExponent);
  f.v128Const(shift);
  f.op('f32x4.mul');
  f.v128Const(1 / shift);
  f.op('f32x4.mul');
  f.release(x);
}

function emitFixed(f: FunctionBuilder, integerBits: number, fractionBits: number): void {
  const spacing = 2 ** -fractionBits;
  emitMultiple(f, spacing);
  f.v128Const(2 ** integerBits - spacing);
  f.op('f32x4.min');
  f.v128Const(-(2 ** integerBits));
  f.op('f32x4.max');
}

/** The nearest multiple of a power of two. */
function emitMultiple(f: FunctionBuilder, spacing: number): void {
  f.v128Const(1 / spacing);
  f.op('f32x4.mul');
  f.op('f32x4.nearest');
  f.v128Const(spacing);
  f.op('f32x4.mul');
}
