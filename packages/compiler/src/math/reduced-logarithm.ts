import type { FunctionBuilder } from '../assembler/index.ts';
import { emitPolynomial } from './polynomial.ts';
import { ln2High, ln2Low } from './power-of-two.ts';

/**
 * p(t) with log(1 + t) ≈ t - t²/2 + t³·p(t): degree 6, fitted to the least relative error of log(1 + t) on √½ ≤ 1 + t ≤
 * √2, which is 4.2e-8 with coefficients rounded to float32. The leading -1/2 belongs to the t² term.
 */
const coefficients = [
  -0.5, 0.3333390951156616, -0.25001341104507446, 0.1996312290430069, -0.1657746434211731, 0.14913342893123627,
  -0.14264686405658722, 0.08699895441532135,
];

/** The largest finite float32. */
const largest = (2 - 2 ** -23) * 2 ** 127;

/** The bits of √½, the smallest mantissa after the split. */
const leastMantissa = 0x3f3504f3;

/**
 * Splits the positive normal local `number` into 2^e·m with √½ ≤ m < √2. Replaces the number by m and leaves e, an
 * integer, in the local `exponent`.
 */
export function emitSplit(f: FunctionBuilder, number: number, exponent: number): void {
  f.localGet(number);
  f.localGet(number);
  f.v128ConstI32(leastMantissa);
  f.op('i32x4.sub');
  f.i32Const(23);
  f.op('i32x4.shr_s');
  f.localTee(exponent);
  f.i32Const(23);
  f.op('i32x4.shl');
  f.op('i32x4.sub');
  f.localSet(number);
}

/** Pushes e·ln 2 + log(1 + t) for the locals e, a float32 integer, and t with √½ ≤ 1 + t ≤ √2. */
export function emitReducedLogarithm(f: FunctionBuilder, e: number, t: number): void {
  f.localGet(t);
  f.localGet(t);
  f.op('f32x4.mul');
  emitPolynomial(f, t, coefficients);
  f.op('f32x4.mul');
  // From the smallest term to the largest.
  f.localGet(e);
  f.v128Const(ln2Low);
  f.op('f32x4.mul');
  f.op('f32x4.add');
  f.localGet(t);
  f.op('f32x4.add');
  f.localGet(e);
  f.v128Const(ln2High);
  f.op('f32x4.mul');
  f.op('f32x4.add');
}

/**
 * Corrects the logarithm on the stack, a function of the local x that goes to minus infinity at x = `pole`, where it
 * has no positive finite argument: infinity and NaN give themselves, the pole gives minus infinity, and everything
 * below it NaN.
 */
export function emitSpecialLogarithms(f: FunctionBuilder, x: number, pole: number): void {
  const result = f.scratch('v128');
  f.localSet(result);
  // x less the largest float32 is never larger than a logarithm, unless x is infinite; and a NaN as first operand
  // stays.
  f.localGet(x);
  f.v128Const(largest);
  f.op('f32x4.sub');
  f.localGet(result);
  f.op('f32x4.pmax');
  f.localGet(x);
  f.v128Const(pole);
  f.op('f32x4.eq');
  f.v128Const(Number.NEGATIVE_INFINITY);
  f.op('v128.and');
  f.op('f32x4.add');
  // All bits set are a NaN.
  f.localGet(x);
  f.v128Const(pole);
  f.op('f32x4.lt');
  f.op('v128.or');
  f.release(result);
}
