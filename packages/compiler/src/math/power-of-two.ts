import type { FunctionBuilder } from '../assembler/index.ts';

/** ln 2 in two parts. The first has 15 bits, so that its product with an integer of 9 bits is exact. */
export const ln2High = 0.693145751953125;
export const ln2Low = 1.428606765330187e-6;

/** Adding this to a small number rounds it to an integer, which is then in the low bits of the sum. */
const roundingShift = 1.5 * 2 ** 23;

/**
 * Splits the local x into n·ln 2 + r with an integer n and |r| ≤ ln 2 / 2. Replaces x by r and leaves n + bias in the
 * low nine bits of the local `integer`: shifted left by 23, they are the float32 2^(n + bias - 127).
 */
export function emitReduction(f: FunctionBuilder, x: number, integer: number, bias: number): void {
  const n = f.scratch('v128');
  f.localGet(x);
  f.v128Const(Math.LOG2E);
  f.op('f32x4.mul');
  f.v128Const(roundingShift + bias);
  f.op('f32x4.add');
  f.localTee(integer);
  f.v128Const(roundingShift + bias);
  f.op('f32x4.sub');
  f.localSet(n);
  f.localGet(x);
  for (const part of [ln2High, ln2Low]) {
    f.localGet(n);
    f.v128Const(part);
    f.op('f32x4.mul');
    f.op('f32x4.sub');
  }
  f.localSet(x);
  f.release(n);
}

/** Turns the vector of biased integers on the stack into the powers of two they stand for. */
export function emitPowerOfTwo(f: FunctionBuilder): void {
  f.i32Const(23);
  f.op('i32x4.shl');
}
