import { apply } from '../apply.ts';
import type { Dimension, Shape } from '../dimensions.ts';
import type { DataType, Tensor } from '../tensor.ts';
import { expandDims } from './arrange.ts';
import { cast, equal } from './elementwise.ts';

/** One number everywhere. Belongs to no trace, so it may be made anywhere and used in any step. */
export function fill(shape: Shape, value: number, dtype: DataType = 'float'): Tensor {
  return apply('fill', [], { shape, value, dtype });
}

/** 0 everywhere. */
export function zeros(shape: Shape, dtype: DataType = 'float'): Tensor {
  return fill(shape, 0, dtype);
}

/** 1 everywhere. */
export function ones(shape: Shape, dtype: DataType = 'float'): Tensor {
  return fill(shape, 1, dtype);
}

/** 0 everywhere, in the shape and type of x. */
export function zerosLike(x: Tensor): Tensor {
  return fill(x.shape, 0, x.dtype);
}

/** 1 everywhere, in the shape and type of x. */
export function onesLike(x: Tensor): Tensor {
  return fill(x.shape, 1, x.dtype);
}

/** The integers 0, 1, …, size − 1. */
export function range(size: Dimension): Tensor {
  return apply('range', [], { size });
}

/** [...] integers to [..., depth] floats: 1 at each integer's place, 0 elsewhere (all 0 for integers out of range). */
export function oneHot(indices: Tensor, depth: number): Tensor {
  return cast(equal(expandDims(indices, -1), range(depth)), 'float');
}
