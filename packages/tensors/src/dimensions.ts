import { TensorError } from './errors.ts';

/**
 * A size that is known only when a recurrence runs, plus a constant.
 *
 * - `capacity` is one number for a whole run: how many elements a growing memory must be able to hold.
 * - `entries` changes with every step: how many entries a history table holds before the step, which is the
 *   number of steps already done.
 */
export type SizeSymbol = 'capacity' | 'entries';

/** `symbol + offset`. Immutable; two symbolic sizes are equal when symbol and offset are. */
export interface SymbolicSize {
  readonly symbol: SizeSymbol;
  readonly offset: number;
}

/** The size of one axis: a number fixed when a step is traced, or a symbolic size. */
export type Dimension = number | SymbolicSize;
/** Sizes of all axes; a scalar has none. */
export type Shape = readonly Dimension[];

/** What the symbols stand for at one step of one run. */
export interface SizeValues {
  readonly capacity: number;
  readonly entries: number;
}

/** The size `capacity`, for states that grow with the run. */
export const capacity: SymbolicSize = Object.freeze({ symbol: 'capacity', offset: 0 });
/** The size `entries`, for what is read of history tables. */
export const entries: SymbolicSize = Object.freeze({ symbol: 'entries', offset: 0 });

/** Whether a size is known only when a recurrence runs. */
export function isSymbolic(dimension: Dimension): dimension is SymbolicSize {
  return typeof dimension !== 'number';
}

export function sameDimension(a: Dimension, b: Dimension): boolean {
  if (isSymbolic(a)) return isSymbolic(b) && a.symbol === b.symbol && a.offset === b.offset;
  return a === b;
}

/** Whether two shapes are the same in every run. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => sameDimension(dimension, b[axis] as Dimension));
}

/** `dimension + amount`. */
export function extend(dimension: Dimension, amount: number): Dimension {
  if (!isSymbolic(dimension)) return dimension + amount;
  return Object.freeze({ symbol: dimension.symbol, offset: dimension.offset + amount });
}

/** `a − b` when that is a constant, else undefined: for example (capacity + 1) − capacity = 1. */
export function difference(a: Dimension, b: Dimension): number | undefined {
  if (!isSymbolic(a) && !isSymbolic(b)) return a - b;
  if (isSymbolic(a) && isSymbolic(b) && a.symbol === b.symbol) return a.offset - b.offset;
  return undefined;
}

/** `a − b` as a size; undefined when it is not a symbol plus a constant (a number minus a symbol). */
export function subtractSizes(a: Dimension, b: Dimension): Dimension | undefined {
  return isSymbolic(b) ? difference(a, b) : extend(a, -b);
}

/** `a + b`; undefined when both are symbolic, because a size is one symbol plus a constant. */
export function sumOfSizes(a: Dimension, b: Dimension): Dimension | undefined {
  if (!isSymbolic(b)) return extend(a, b);
  if (!isSymbolic(a)) return extend(b, a);
  return undefined;
}

export function formatDimension(dimension: Dimension): string {
  if (!isSymbolic(dimension)) return String(dimension);
  if (dimension.offset === 0) return dimension.symbol;
  return `${dimension.symbol}${dimension.offset > 0 ? '+' : '-'}${Math.abs(dimension.offset)}`;
}

/** A shape for messages, such as `[10, capacity+1, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.map(formatDimension).join(', ')}]`;
}

/** The number a dimension stands for. @throws TensorError when it would be negative. */
export function resolveDimension(dimension: Dimension, values: SizeValues): number {
  if (!isSymbolic(dimension)) return dimension;
  const size = values[dimension.symbol] + dimension.offset;
  if (size < 0) {
    throw new TensorError(
      `the size ${formatDimension(dimension)} is ${size} in this run (capacity ${values.capacity}, entries ${values.entries}); ` +
        'a size cannot be negative: a step that slices off elements needs a memory that holds at least as many',
    );
  }
  return size;
}

/** The numbers that a shape stands for. @throws TensorError when one of them would be negative. */
export function resolveShape(shape: Shape, values: SizeValues): number[] {
  return shape.map((dimension) => resolveDimension(dimension, values));
}

/** The number of elements of a tensor with these sizes; 1 for a scalar. */
export function elementCount(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}

/**
 * The shape both arguments have after broadcasting (aligned at the last axis, size 1 stretches).
 * Undefined when they do not fit.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const result: Dimension[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (sameDimension(left, right) || right === 1) result.push(left);
    else if (left === 1) result.push(right);
    else return undefined;
  }
  return result;
}
