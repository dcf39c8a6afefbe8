import type { FunctionBuilder } from '../assembler/index.ts';
import { emitReducedLogarithm, emitSpecialLogarithms, emitSplit } from './reduced-logarithm.ts';

const smallestNormal = 2 ** -126;

/** Subnormal arguments are scaled by this power of two, which makes them normal. */
const scaleExponent = 25;

/**
 * Replaces the vector on the stack by its natural logarithm. Within 1 ulp of the rounded value
 * everywhere; the logarithm of zero is minus infinity, that of a negative number NaN.
 */
export function emitLog(f: FunctionBuilder): void {
  const x = f.scratch('v128');
  const number = f.scratch('v128');
  const subnormal = f.scratch('v128');
  const exponent = f.scratch('v128');

  f.localTee(x);
  f.v128Const(2 ** scaleExponent);
  f.op('f32x4.mul');
  f.localGet(x);
  f.localGet(x);
  f.v128Const(smallestNormal);
  f.op('f32x4.lt');
  f.localTee(subnormal);
  f.op('v128.bitselect');
  f.localSet(number);

  emitSplit(f, number, exponent);
  f.localGet(exponent);
  f.op('f32x4.convert_i32x4_s');
  f.localGet(subnormal);
  f.v128Const(scaleExponent);
  f.op('v128.and');
  f.op('f32x4.sub');
  f.localSet(exponent);
  f.localGet(number);
  f.v128Const(1);
  f.op('f32x4.sub');
  f.localSet(number);
  emitReducedLogarithm(f, exponent, number);
  emitSpecialLogarithms(f, x, 0);

  for (const local of [x, number, subnormal, exponent]) f.release(local);
}
