import type { FunctionBuilder } from '../assembler/index.ts';
import { emitPowerOfDoubles } from './power-of-doubles.ts';

/**
 * Replaces the base and, above it, the exponent on the stack by the power. Within 1 ulp of the rounded `base **
 * exponent` of JavaScript, whose special values it has: computed in float64, since the error of a float32 logarithm
 * would be multiplied by the exponent.
 */
export function emitPow(f: FunctionBuilder): void {
  const base = f.scratch('v128');
  const exponent = f.scratch('v128');
  f.localSet(exponent);
  f.localSet(base);

  emitMagnitude(f, base, exponent);
  emitSign(f, base, exponent);
  f.op('v128.or');
  emitUndefined(f, base, exponent);
  f.op('v128.or');

  // Whatever the base, NaN included, its power zero is one.
  const result = f.scratch('v128');
  f.localSet(result);
  f.v128Const(1);
  f.localGet(result);
  f.localGet(exponent);
  f.v128Const(0);
  f.op('f32x4.eq');
  f.op('v128.bitselect');

  for (const local of [base, exponent, result]) f.release(local);
}

/** Pushes |base|^exponent, two lanes at a time. */
function emitMagnitude(f: FunctionBuilder, base: number, exponent: number): void {
  const wideBase = f.scratch('v128');
  const wideExponent = f.scratch('v128');
  for (const first of [0, 2]) {
    for (const [narrow, wide] of [
      [base, wideBase],
      [exponent, wideExponent],
    ] as const) {
      f.localGet(narrow);
      if (first > 0) {
        f.localGet(narrow);
        f.shuffle([first, first + 1, first, first + 1]);
      }
      f.op('f64x2.promote_low_f32x4');
      if (narrow === base) f.op('f64x2.abs');
      f.localSet(wide);
    }
    emitPowerOfDoubles(f, wideBase, wideExponent);
    f.op('f32x4.demote_f64x2_zero');
  }
  f.shuffle([0, 1, 4, 5]);
  f.release(wideBase);
  f.release(wideExponent);
}

/** Pushes the sign bit of the base where the exponent is an odd integer: one that is no integer when halved. */
function emitSign(f: FunctionBuilder, base: number, exponent: number): void {
  const half = f.scratch('v128');
  f.localGet(base);
  f.v128ConstI32(0x80000000);
  f.op('v128.and');
  emitIsInteger(f, exponent);
  f.op('v128.and');
  f.localGet(exponent);
  f.v128Const(0.5);
  f.op('f32x4.mul');
  f.localSet(half);
  emitIsInteger(f, half);
  f.op('v128.andnot');
  f.release(half);
}

/** Pushes a NaN where a negative finite base has an exponent that is no integer, and zero elsewhere. */
function emitUndefined(f: FunctionBuilder, base: number, exponent: number): void {
  f.localGet(base);
  f.v128Const(0);
  f.op('f32x4.lt');
  f.localGet(base);
  f.v128Const(Number.NEGATIVE_INFINITY);
  f.op('f32x4.gt');
  f.op('v128.and');
  emitIsInteger(f, exponent);
  f.op('v128.andnot');
}

/** Pushes all bits set where a local is an integer or infinite. */
function emitIsInteger(f: FunctionBuilder, x: number): void {
  f.localGet(x);
  f.op('f32x4.trunc');
  f.localGet(x);
  f.op('f32x4.eq');
}
