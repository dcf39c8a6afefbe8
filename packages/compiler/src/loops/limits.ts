import { add, atom, constantOf, type Polynomial, subtract } from '../index-maps/polynomial.ts';
import type { Extent } from '../passes/extents.ts';
import { timeAtom } from './kernel.ts';

/** The limits of an extent as sizes at the present step: an index is below all of them. */
export function limitsOf({ constant, done, left }: Extent): Polynomial[] {
  const t = atom(timeAtom);
  const offset = (value: number): Polynomial => constantOf(Math.max(value, -limit));
  // What is below a constant is below the others too: they follow from it, and need no check of their own.
  if (constant !== undefined) return [offset(constant)];
  return [
    ...(done === undefined ? [] : [add(t, offset(done))]),
    ...(left === undefined ? [] : [add(subtract(atom('steps'), t), offset(left))]),
  ];
}

/** Stands for −∞: far below any index, far above where sums of indices would overflow. */
const limit = 2 ** 24;
