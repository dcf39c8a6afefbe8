import { elementCount, resolveShape, type Shape } from '@pushdown/tensors';
import type { Turn } from './turns.ts';

/** A tensor outside the memory of a program, and what of it is inside. */
export interface Layout {
  /** Rows of that shape, one after the other. */
  readonly rows: number;
  readonly shape: readonly number[];
  /** The axis of the batch, which lies innermost in memory, padded to `laneCount` sequences. */
  readonly axis: number | undefined;
  readonly laneCount: number;
  /** The sequences that are in memory. */
  readonly turn: Turn;
}

/** Copies sequences into memory. */
export function toLanes(values: ArrayLike<number>, layout: Layout, into: Float32Array): void {
  const { rows, shape, axis, laneCount, turn } = layout;
  if (axis === undefined) {
    into.set(values as Float32Array);
    return;
  }
  const { before, size, after } = around(shape, axis);
  for (let outer = 0; outer < rows * before; outer++) {
    for (let inner = 0; inner < after; inner++) {
      const target = (outer * after + inner) * laneCount;
      const source = (outer * size + turn.first) * after + inner;
      for (let lane = 0; lane < turn.count; lane++) into[target + lane] = values[source + lane * after] as number;
      // Lanes to spare repeat the last sequence: what is computed in them is no stranger than what is computed anyway.
      const last = into[target + turn.count - 1] as number;
      for (let lane = turn.count; lane < laneCount; lane++) into[target + lane] = last;
    }
  }
}

/** Copies sequences out of memory. */
export function fromLanes(memory: Float32Array, layout: Layout, into: Float32Array): void {
  const { rows, shape, axis, laneCount, turn } = layout;
  if (axis === undefined) {
    into.set(memory.subarray(0, into.length));
    return;
  }
  const { before, size, after } = around(shape, axis);
  for (let outer = 0; outer < rows * before; outer++) {
    for (let inner = 0; inner < after; inner++) {
      const source = (outer * after + inner) * laneCount;
      const target = (outer * size + turn.first) * after + inner;
      for (let lane = 0; lane < turn.count; lane++) into[target + lane * after] = memory[source + lane] as number;
    }
  }
}

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

/** A shape with numbers for its symbols. */
export function concreteShape(shape: Shape, capacity: number, steps: number): number[] {
  return resolveShape(shape, { capacity, entries: steps });
}
