import { elementCount, resolveShape, type Shape } from '@pushdown/tensors';

/** Sizes before, at and after an axis of a shape, without it. */
function around(
  shape: readonly number[],
  axis: number,
): { readonly before: number; readonly size: number; readonly after: number } {
  return {
    before: elementCount(shape.slice(0, axis)),
    size: shape[axis] as number,
    after: elementCount(shape.slice(axis + 1)),
  };
}

/** Copies rows of a tensor into memory, the batch innermost and padded. */
export function toLanes(
  values: ArrayLike<number>,
  shape: readonly number[],
  axis: number | undefined,
  laneCount: number,
  into: Float32Array,
): void {
  if (axis === undefined) {
    into.set(values as Float32Array);
    return;
  }
  const { before, size, after } = around(shape, axis);
  const rows = values.length / (before * size * after);
  for (let outer = 0; outer < rows * before; outer++) {
    for (let inner = 0; inner < after; inner++) {
      const target = (outer * after + inner) * laneCount;
      for (let lane = 0; lane < size; lane++)
        into[target + lane] = values[(outer * size + lane) * after + inner] as number;
      // Lanes to spare repeat the last sequence: what is computed in them is no stranger than what is computed anyway.
      into.fill(into[target + size - 1] as number, target + size, target + laneCount);
    }
  }
}

/** Copies rows of a tensor out of memory. */
export function fromLanes(
  memory: Float32Array,
  rows: number,
  shape: readonly number[],
  axis: number | undefined,
  laneCount: number,
): Float32Array {
  if (axis === undefined) return memory.slice(0, rows * elementCount(shape));
  const { before, size, after } = around(shape, axis);
  const values = new Float32Array(rows * elementCount(shape));
  for (let outer = 0; outer < rows * before; outer++) {
    for (let inner = 0; inner < after; inner++) {
      const source = (outer * after + inner) * laneCount;
      for (let lane = 0; lane < size; lane++)
        values[(outer * size + lane) * after + inner] = memory[source + lane] as number;
    }
  }
  return values;
}

/** A shape with numbers for its symbols. */
export function concreteShape(shape: Shape, capacity: number, steps: number): number[] {
  return resolveShape(shape, { capacity, entries: steps });
}
