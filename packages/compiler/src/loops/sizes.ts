import { type Dimension, isSymbolic } from '@pushdown/tensors';
import { add, atom, constantOf, multiply, type Polynomial } from '../index-maps/polynomial.ts';

/** A size as a polynomial. `entries` is the number of steps done: the variable of time. */
export function sizeOf(dimension: Dimension): Polynomial {
  if (!isSymbolic(dimension)) return constantOf(dimension);
  return add(atom(dimension.symbol === 'entries' ? 't' : dimension.symbol), constantOf(dimension.offset));
}

/** The size that memory is set aside for: `entries` may become as large as the number of steps. */
function allocatedSize(dimension: Dimension): Polynomial {
  if (!isSymbolic(dimension)) return constantOf(dimension);
  return add(atom(dimension.symbol === 'entries' ? 'steps' : dimension.symbol), constantOf(dimension.offset));
}

/** Distance between neighbors along each axis, in elements of `unit` numbers. */
export function stridesOf(sizes: readonly Dimension[], unit: number): Polynomial[] {
  const strides: Polynomial[] = [];
  let stride = constantOf(unit);
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride = multiply(stride, allocatedSize(sizes[axis] as Dimension));
  }
  return strides;
}

/** How many numbers one slot of a buffer holds. */
export function slotSize(sizes: readonly Dimension[], unit: number): Polynomial {
  return sizes.reduce<Polynomial>((total, size) => multiply(total, allocatedSize(size)), constantOf(unit));
}
