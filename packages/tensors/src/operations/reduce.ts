import { apply } from '../apply.ts';
import { formatDimension, isSymbolic } from '../dimensions.ts';
import { operationError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { normalizeAxis } from './arguments.ts';
import { reshape } from './arrange.ts';
import { div, neg } from './elementwise.ts';

type Axes = number | readonly number[] | undefined;

function axesOf(x: Tensor, axes: Axes): number[] {
  if (axes === undefined) return x.shape.map((_, axis) => axis);
  return (typeof axes === 'number' ? [axes] : axes).map((axis) => normalizeAxis(axis, x.shape.length));
}

function keepDimensions(x: Tensor, reduced: Tensor, axes: readonly number[], keepDims: boolean): Tensor {
  if (!keepDims) return reduced;
  return reshape(
    reduced,
    x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  );
}

/** Sum over the axes (all without `axes`); `keepDims` keeps them with size 1. */
export function sum(x: Tensor, axes?: Axes, keepDims = false): Tensor {
  const list = axesOf(x, axes);
  return keepDimensions(x, apply('sum', [x], { axes: list }), list, keepDims);
}

/** Largest element over the axes; −∞ over no elements. Equal largest elements share the gradient equally. */
export function max(x: Tensor, axes?: Axes, keepDims = false): Tensor {
  const list = axesOf(x, axes);
  return keepDimensions(x, apply('max', [x], { axes: list }), list, keepDims);
}

/** Smallest element over the axes; +∞ over no elements. */
export function min(x: Tensor, axes?: Axes, keepDims = false): Tensor {
  return neg(max(neg(x), axes, keepDims));
}

/**
 * Mean over the axes (all without `axes`); `keepDims` keeps them with size 1.
 * @throws TensorError over an axis of symbolic size, whose number of elements is not known here.
 */
export function mean(x: Tensor, axes?: Axes, keepDims = false): Tensor {
  const list = axesOf(x, axes);
  const count = list.reduce((product, axis) => {
    const size = x.shape[axis] ?? 1;
    if (isSymbolic(size))
      throw operationError(`mean: axis ${axis} has the symbolic size ${formatDimension(size)}; use sum and divide`);
    return product * size;
  }, 1);
  return div(sum(x, list, keepDims), count);
}

/** Index (int) of the largest element along an axis, the first one among equals. */
export function argMax(x: Tensor, axis = 0): Tensor {
  return apply('argMax', [x], { axis: normalizeAxis(axis, x.shape.length) });
}

/**
 * Running sums along an axis. `exclusive` leaves out the element itself, `reverse` sums from the end: the sum of all
 * later elements is `cumsum(x, axis, true, true)`.
 */
export function cumsum(x: Tensor, axis = 0, exclusive = false, reverse = false): Tensor {
  return apply('cumsum', [x], { axis: normalizeAxis(axis, x.shape.length), exclusive, reverse });
}
