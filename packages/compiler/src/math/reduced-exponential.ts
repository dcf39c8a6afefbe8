import type { FunctionBuilder } from '../assembler/index.ts';
import { emitPolynomial } from './polynomial.ts';

/**
 * q(r) with e^r ≈ 1 + r + r²·q(r): degree 4, fitted to the least relative error of e^r on |r| ≤ ln 2 / 2, which is
 * 3.2e-9 with coefficients rounded to float32.
 */
const coefficients = [
  0.4999999403953552, 0.16666516661643982, 0.04166810214519501, 0.008369192481040955, 0.001383890281431377,
];

/** Pushes e^r for the local r with |r| ≤ ln 2 / 2. */
export function emitReducedExponential(f: FunctionBuilder, r: number): void {
  f.localGet(r);
  f.localGet(r);
  f.op('f32x4.mul');
  emitPolynomial(f, r, coefficients);
  f.op('f32x4.mul');
  f.localGet(r);
  f.op('f32x4.add');
  f.v128Const(1);
  f.op('f32x4.add');
}
