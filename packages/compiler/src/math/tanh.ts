import type { FunctionBuilder } from '../assembler/index.ts';
import { emitPolynomial } from './polynomial.ts';
import { emitPowerOfTwo, emitReduction } from './power-of-two.ts';

/** From here on tanh is one, and what is computed for it too. */
const saturation = 10;

const signBit = 0x80000000;

/**
 * q(r) with e^r - 1 ≈ r + r²·q(r): degree 4, fitted to the least relative error of e^r - 1 on |r| ≤ ln 2 / 2, which is
 * 1.4e-8 with coefficients rounded to float32.
 */
const coefficients = [
  0.4999999701976776, 0.16666539013385773, 0.04166775569319725, 0.008367124013602734, 0.0013835642021149397,
];

/**
 * Replaces the vector on the stack by its hyperbolic tangent. Within 2 ulp of the rounded value everywhere, odd
 * including the sign of zero, and exactly ±1 where the rounded tanh is.
 *
 * With D = 1 - e^(-2|x|), computed to relative accuracy also near zero, tanh |x| = D / (2 - D). From e^(2|x|) - 1 one
 * gets the same with a sum above two, which is rounded more coarsely than a difference below two.
 */
export function emitTanh(f: FunctionBuilder): void {
  const sign = f.scratch('v128');
  const x = f.scratch('v128');
  const integer = f.scratch('v128');
  const power = f.scratch('v128');
  const difference = f.scratch('v128');

  f.localTee(x);
  f.v128ConstI32(signBit);
  f.op('v128.and');
  f.localSet(sign);
  f.localGet(x);
  f.v128ConstI32(signBit);
  f.op('v128.or');
  f.v128Const(-saturation);
  f.op('f32x4.pmax');
  f.localTee(x);
  f.localGet(x);
  f.op('f32x4.add');
  f.localSet(x);
  emitReduction(f, x, integer, 127);

  // D = (1 - 2^n) - 2^n·(e^r - 1): where n is zero, this is exactly 1 - e^r.
  f.v128Const(1);
  f.localGet(integer);
  emitPowerOfTwo(f);
  f.localTee(power);
  f.op('f32x4.sub');
  f.localGet(x);
  f.localGet(x);
  f.op('f32x4.mul');
  emitPolynomial(f, x, coefficients);
  f.op('f32x4.mul');
  f.localGet(x);
  f.op('f32x4.add');
  f.localGet(power);
  f.op('f32x4.mul');
  f.op('f32x4.sub');
  f.localTee(difference);

  f.v128Const(2);
  f.localGet(difference);
  f.op('f32x4.sub');
  f.op('f32x4.div');
  f.localGet(sign);
  f.op('v128.or');

  for (const local of [sign, x, integer, power, difference]) f.release(local);
}
