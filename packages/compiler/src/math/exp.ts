import type { FunctionBuilder } from '../assembler/index.ts';
import { emitPowerOfTwo, emitReduction } from './power-of-two.ts';
import { emitReducedExponential } from './reduced-exponential.ts';

/** From here on e^x is infinite, up to here it is zero; both a little beyond where that begins. */
const overflow = 89;
const underflow = -104;

/**
 * Replaces the vector on the stack by its exponential. Within 1 ulp of the rounded e^x everywhere; subnormal results
 * are kept, and results overflow exactly where the rounded e^x does.
 */
export function emitExp(f: FunctionBuilder): void {
  const x = f.scratch('v128');
  const integer = f.scratch('v128');
  const half = f.scratch('v128');

  // With x as the first operand, a NaN stays.
  f.v128Const(overflow);
  f.op('f32x4.pmin');
  f.v128Const(underflow);
  f.op('f32x4.pmax');
  f.localSet(x);

  // 2^n is a product of two powers: for the largest and the smallest results it is no float32 itself.
  emitReduction(f, x, integer, 2 * 127);
  emitReducedExponential(f, x);
  f.localGet(integer);
  f.i32Const(1);
  f.op('i32x4.shr_u');
  f.localTee(half);
  emitPowerOfTwo(f);
  f.op('f32x4.mul');
  f.localGet(integer);
  f.localGet(half);
  f.op('i32x4.sub');
  emitPowerOfTwo(f);
  f.op('f32x4.mul');

  f.release(x);
  f.release(integer);
  f.release(half);
}
