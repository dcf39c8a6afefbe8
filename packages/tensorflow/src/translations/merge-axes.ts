import { TensorError } from '@pushdown/tensors';

/**
 * How many axes every backend computes with. Beyond it WebAssembly prints a complaint and returns numbers that it never
 * computed, and TensorFlow refuses some operations.
 */
export const maximumRank = 6;

/** Up to here nothing is gained by merging, which costs two reshapings. */
const smallRank = 4;

/** Neighboring axes taken as one: those an operation acts on, each with the untouched ones behind it. */
export interface MergedAxes {
  /** Places of the first axis of each group. */
  readonly starts: readonly number[];
  /** Number of elements along the untouched axes of each group: what one step along its first axis stands for. */
  readonly strides: readonly number[];
  /** Sizes of the groups. */
  readonly shape: number[];
}

/**
 * Groups the axes of a tensor so that an operation on few of many axes becomes one of few axes: a slice of [2, 3, 4, 5] along
 * its second axis is a slice of [2, 60]. Undefined where there are few axes anyway.
 * @throws TensorError when too many are left.
 */
export function mergeAxes(
  operation: string,
  shape: readonly number[],
  touches: (axis: number) => boolean,
): MergedAxes | undefined {
  if (shape.length <= smallRank) return undefined;
  const starts = shape.flatMap((_, axis) => (axis === 0 || touches(axis) ? [axis] : []));
  if (starts.length > maximumRank)
    throw new TensorError(
      `${operation}: acts on ${starts.length} of the axes of a tensor of rank ${shape.length}; TensorFlow.js computes with at most ${maximumRank}`,
    );
  const strides = starts.map((start, group) =>
    shape.slice(start + 1, starts[group + 1] ?? shape.length).reduce((product, size) => product * size, 1),
  );
  return {
    starts,
    strides,
    shape: starts.map((start, group) => (shape[start] as number) * (strides[group] as number)),
  };
}

/**
 * A permutation in which axes that stay neighbors are one, and axes of size 1 none. Undefined where there are few axes anyway.
 * @throws TensorError when too many are left.
 */
export function mergePermutation(
  shape: readonly number[],
  permutation: readonly number[],
): { readonly shape: number[]; readonly permutation: number[] } | undefined {
  if (shape.length <= smallRank) return undefined;
  // Groups in the order of the result.
  const groups: number[][] = [];
  const wide = shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  for (const axis of permutation.filter((each) => shape[each] !== 1)) {
    const last = groups.at(-1);
    if (last !== undefined && wide.indexOf(last.at(-1) as number) === wide.indexOf(axis) - 1) last.push(axis);
    else groups.push([axis]);
  }
  if (groups.length > maximumRank)
    throw new TensorError(
      `transpose: moves ${groups.length} groups of axes of a tensor of rank ${shape.length}; TensorFlow.js computes with at most ${maximumRank}`,
    );
  const ordered = groups.toSorted((a, b) => (a[0] as number) - (b[0] as number));
  return {
    shape: ordered.map((axes) => axes.reduce((product, axis) => product * (shape[axis] as number), 1)),
    permutation: groups.map((axes) => ordered.indexOf(axes)),
  };
}

/**
 * Runs of neighboring axes as one axis each, for operations that do the same to all axes they act on, such as a sum.
 * @returns the shape and which of its axes are acted on; undefined where there are few axes anyway.
 */
export function mergeRuns(
  shape: readonly number[],
  axes: readonly number[],
): { readonly shape: number[]; readonly axes: number[] } | undefined {
  if (shape.length <= smallRank) return undefined;
  const sizes: number[] = [];
  const acted: number[] = [];
  for (const [axis, size] of shape.entries()) {
    const acts = axes.includes(axis);
    if (axis > 0 && acts === axes.includes(axis - 1)) sizes.push((sizes.pop() as number) * size);
    else {
      if (acts) acted.push(sizes.length);
      sizes.push(size);
    }
  }
  return { shape: sizes, axes: acted };
}
