import { apply } from '../apply.ts';
import { type Dimension, extend, formatDimension, isSymbolic, type Shape, subtractSizes } from '../dimensions.ts';
import { operationError } from '../errors.ts';
import type { Tensor, TensorLike } from '../tensor.ts';
import { normalizeAxis, toTensors } from './arguments.ts';

/** The same elements in another shape. Symbolic sizes must stay in their order. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return apply('reshape', [x], { shape });
}

/** Axes in another order; without one, in reverse order. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const rank = x.shape.length;
  const order = permutation?.map((axis) => normalizeAxis(axis, rank)) ?? x.shape.map((_, axis) => rank - 1 - axis);
  return apply('transpose', [x], { permutation: order });
}

/** A new axis of size 1 before `axis`; −1 puts it last. @throws TensorError when there is no such place. */
export function expandDims(x: Tensor, axis: number): Tensor {
  const rank = x.shape.length;
  const place = normalizeAxis(axis, rank + 1);
  if (!Number.isInteger(place) || place < 0 || place > rank)
    throw operationError(`expandDims: a tensor of rank ${rank} has no place ${axis} for an axis`);
  return apply('reshape', [x], { shape: [...x.shape.slice(0, place), 1, ...x.shape.slice(place)] }, 'expandDims');
}

/** Drops an axis of size 1. @throws TensorError when it has another size, or does not exist. */
export function squeeze(x: Tensor, axis: number): Tensor {
  const place = normalizeAxis(axis, x.shape.length);
  if (x.shape[place] === undefined)
    throw operationError(`squeeze: axis ${axis} does not exist in a tensor of rank ${x.shape.length}`);
  return apply('reshape', [x], { shape: x.shape.filter((_, other) => other !== place) }, 'squeeze');
}

/**
 * The same elements repeated along axes of size 1, which stretch to the sizes of `shape`; axes may be added in front.
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return apply('broadcastTo', [x], { shape });
}

/**
 * A block of x: `sizes[axis]` elements from `begin[axis]` on. Sizes may be symbolic.
 * For a piece of one axis, `sliceAxis` is shorter.
 */
export function slice(x: Tensor, begin: Shape, sizes: Shape): Tensor {
  return apply('slice', [x], { begin, sizes });
}

/**
 * Elements `begin` to `end` (exclusive) of one axis; all other axes whole. Numbers below 0 count from the end, so
 * `sliceAxis(stack, 1, 0, -1)` is the stack without its last element, whatever its size. Without `end`: to the end.
 * @throws TensorError when the axis does not exist, or the piece would have fewer than 0 elements.
 */
export function sliceAxis(x: Tensor, axis: number, begin: number, end?: number): Tensor {
  const place = normalizeAxis(axis, x.shape.length);
  const size = x.shape[place];
  if (size === undefined)
    throw operationError(`sliceAxis: axis ${axis} does not exist in a tensor of rank ${x.shape.length}`);
  const first = begin < 0 ? extend(size, begin) : begin;
  const last = end === undefined ? size : end < 0 ? extend(size, end) : end;
  const count = subtractSizes(last, first);
  if (count === undefined || (!isSymbolic(count) && count < 0)) {
    throw operationError(
      `sliceAxis: from ${begin} to ${end ?? 'the end'} is no range of axis ${axis}, which has ${formatDimension(size)} elements`,
    );
  }
  return apply(
    'slice',
    [x],
    {
      begin: x.shape.map((_, other) => (other === place ? first : 0)),
      sizes: x.shape.map((whole, other) => (other === place ? count : whole)),
    },
    'sliceAxis',
  );
}

/** One element of an axis, which is dropped. `at` may count from the end. */
export function element(x: Tensor, axis: number, at: number): Tensor {
  return squeeze(sliceAxis(x, axis, at, at === -1 ? undefined : at + 1), axis);
}

/** Elements added before and after each axis, all of the value `value`. */
export function pad(x: Tensor, paddings: readonly (readonly [Dimension, Dimension])[], value = 0): Tensor {
  return apply('pad', [x], { paddings, value });
}

/** Tensors one after another along an axis; all other axes agree. */
export function concat(tensors: readonly TensorLike[], axis = 0): Tensor {
  const all = toTensors(tensors, 'concat');
  return apply('concat', all, { axis: normalizeAxis(axis, all[0]?.shape.length ?? 0) });
}

/** Tensors of one shape along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  return concat(
    tensors.map((tensor) => expandDims(tensor, axis)),
    axis,
  );
}

/**
 * Pieces along an axis: a number of equal ones, or ones of the given sizes.
 * @throws TensorError when the sizes do not add up to the axis.
 */
export function split(x: Tensor, pieces: number | readonly number[], axis = 0): Tensor[] {
  const place = normalizeAxis(axis, x.shape.length);
  const size = x.shape[place];
  if (size === undefined || isSymbolic(size)) throw operationError('split: needs an axis whose size is a number');
  const sizes = typeof pieces === 'number' ? Array.from({ length: pieces }, () => size / pieces) : pieces;
  if (!sizes.every(Number.isInteger) || sizes.reduce((total, next) => total + next, 0) !== size) {
    throw operationError(
      `split: axis ${axis} of size ${size} does not split into ${typeof pieces === 'number' ? `${pieces} equal pieces` : `[${pieces.join(', ')}]`}`,
    );
  }
  let begin = 0;
  return sizes.map((count) => {
    begin += count;
    return sliceAxis(x, place, begin - count, begin);
  });
}

/** Elements in reverse order along the axes. */
export function reverse(x: Tensor, axes: number | readonly number[]): Tensor {
  const list = typeof axes === 'number' ? [axes] : axes;
  return apply('reverse', [x], { axes: list.map((axis) => normalizeAxis(axis, x.shape.length)) });
}

/** Rows of `table` [n, ...] at `indices` [...k] (int): [...k, ...]. An index out of range is an error when the step runs. */
export function gather(table: Tensor, indices: Tensor): Tensor {
  return apply('gather', [table, indices], {});
}
