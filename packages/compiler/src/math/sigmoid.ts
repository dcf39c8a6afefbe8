import type { FunctionBuilder } from '../assembler/index.ts';
import { emitPowerOfTwo, emitReduction } from './power-of-two.ts';
import { emitReducedExponential } from './reduced-exponential.ts';

/** From here on the sigmoid is one, up to here it is zero; both a little beyond where that begins. */
const saturation = 18;
const underflow = -104;

/** The exponential is scaled by this power of two, with which it is a normal float32 over the whole range. */
const scaleExponent = 64;

/**
 * Replaces the vector on the stack by its logistic sigmoid, e^x / (1 + e^x). Within 2 ulp of the rounded
 * value everywhere; subnormal
 * results are kept.
 */
export function emitSigmoid(f: FunctionBuilder): void {
  const x = f.scratch('v128');
  const integer = f.scratch('v128');
  const scaled = f.scratch('v128');

  // With x as the first operand, a NaN stays.
  f.v128Const(saturation);
  f.op('f32x4.pmin');
  f.v128Const(underflow);
  f.op('f32x4.pmax');
  f.localSet(x);

  emitReduction(f, x, integer, 127 + scaleExponent);
  emitReducedExponential(f, x);
  f.localGet(integer);
  emitPowerOfTwo(f);
  f.op('f32x4.mul');
  f.localTee(scaled);

  // Numerator and denominator have the same scale, so the quotient is rounded to a subnormal only once.
  f.localGet(scaled);
  f.v128Const(2 ** scaleExponent);
  f.op('f32x4.add');
  f.op('f32x4.div');

  f.release(x);
  f.release(integer);
  f.release(scaled);
}
