import type { Dimension } from '@pushdown/tensors';
import { type Atom, add, atom, multiply, type Polynomial, zero } from '../index-maps/polynomial.ts';
import type { Restriction } from './alternatives.ts';
import { type Loop, laneAtom, timeAtom } from './kernel.ts';
import { sizeOf, slotSize, stridesOf } from './sizes.ts';
import { laneAxisOf, type Stored, sizesOf } from './stored.ts';

/** Where a kernel's loops over time come from: none, one that runs beside the others, or one that sums up. */
export type TimeLoop = 'none' | 'outer' | 'summed';

export const timeLoop: Loop = { variable: timeAtom, lower: [zero], upper: [atom('steps')] };

export function loopOver(variable: Atom, size: Dimension): Loop {
  return { variable, lower: [zero], upper: [sizeOf(size)] };
}

/** Loops within the ranges of an alternative. */
export function restrict(loops: readonly Loop[], restrictions: readonly Restriction[]): Loop[] {
  return loops.map((loop) => {
    const own = restrictions.filter(({ variable }) => variable === loop.variable);
    return {
      variable: loop.variable,
      lower: [...loop.lower, ...own.flatMap(({ lower }) => lower)],
      upper: [...loop.upper, ...own.flatMap(({ upper }) => upper)],
    };
  });
}

export interface Indexed {
  readonly index: Polynomial[];
  readonly loops: Loop[];
}

/** A loop for every axis but the batch's. */
export function indexOf(shape: readonly Dimension[], lane: number | undefined): Indexed {
  const loops: Loop[] = [];
  const index = shape.map((size, axis) => {
    if (axis === lane) return atom(laneAtom);
    const variable = `v${loops.length}`;
    loops.push(loopOver(variable, size));
    return atom(variable);
  });
  return { index, loops };
}

/** Where in its buffer the element with an index is written. */
export function targetOffset(target: Stored, index: readonly Polynomial[], laneCount: number): Polynomial {
  const { buffer, slot } = target;
  const unit = buffer.laneAxis === undefined ? 1 : laneCount;
  const strides = stridesOf(sizesOf(target), unit);
  const offset = index
    .filter((_, axis) => axis !== laneAxisOf(target))
    .reduce(
      (total, at, position) => add(total, multiply(at, strides[position] as Polynomial)),
      multiply(slot, slotSize(buffer.sizes, unit)),
    );
  return buffer.laneAxis === undefined ? offset : add(offset, atom(laneAtom));
}
