import type { FunctionBuilder } from '../assembler/index.ts';
import { emitReducedLogarithm, emitSpecialLogarithms, emitSplit } from './reduced-logarithm.ts';

const bitsOfOne = 0x3f800000;

/**
 * Replaces the vector on the stack by log(1 + x). Within 2 ulp of the rounded value everywhere, also near zero, whose
 * sign is kept.
 */
export function emitLog1p(f: FunctionBuilder): void {
  const x = f.scratch('v128');
  const number = f.scratch('v128');
  const lost = f.scratch('v128');
  const exponent = f.scratch('v128');

  f.localTee(x);
  f.localGet(x);
  f.v128Const(1);
  f.op('f32x4.add');
  f.localTee(number);
  f.v128Const(1);
  f.op('f32x4.sub');
  f.op('f32x4.sub');
  f.localSet(lost);

  // 1 + x = 2^e·m plus what the sum lost, which 2^-e brings to the scale of m. Near zero this gives x itself. For the
  // largest e that power is no normal float32, but then nothing can be lost: zero stands for it.
  emitSplit(f, number, exponent);
  f.localGet(lost);
  f.v128ConstI32(bitsOfOne);
  f.localGet(exponent);
  f.i32Const(23);
  f.op('i32x4.shl');
  f.op('i32x4.sub');
  f.v128ConstI32(0);
  f.op('i32x4.max_s');
  f.op('f32x4.mul');
  f.localGet(number);
  f.v128Const(1);
  f.op('f32x4.sub');
  f.op('f32x4.add');
  f.localSet(number);
  f.localGet(exponent);
  f.op('f32x4.convert_i32x4_s');
  f.localSet(exponent);
  emitReducedLogarithm(f, exponent, number);

  emitSpecialLogarithms(f, x, -1);

  // The sums above lose the sign of a zero: where there is a result, it has the sign of x.
  f.localGet(x);
  f.v128ConstI32(0x80000000);
  f.op('v128.and');
  f.op('v128.or');

  for (const local of [x, number, lost, exponent]) f.release(local);
}
