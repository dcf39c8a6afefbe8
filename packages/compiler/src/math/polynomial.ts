import type { FunctionBuilder } from '../assembler/index.ts';

/** Pushes a polynomial's value at a local, by Horner's rule. The coefficients begin with that of the lowest power. */
export function emitPolynomial(f: FunctionBuilder, variable: number, coefficients: readonly number[]): void {
  for (const [index, coefficient] of [...coefficients].reverse().entries()) {
    if (index > 0) {
      f.localGet(variable);
      f.op('f32x4.mul');
    }
    f.v128Const(coefficient);
    if (index > 0) f.op('f32x4.add');
  }
}
