import type { Tensor } from '@pushdown/tensors';
import type { Polynomial } from '../index-maps/polynomial.ts';
import type { LaneInfo } from '../passes/lanes.ts';
import type { TensorExtents } from '../passes/state-extents.ts';
import type { Buffer, Expression, Loop } from './kernel.ts';

/** A range to which an alternative restricts a loop variable. */
export interface Restriction {
  readonly variable: string;
  readonly lower: readonly Polynomial[];
  readonly upper: readonly Polynomial[];
}

/** The value of an element within a part of the loops; several alternatives together cover all of them. */
export interface Alternative {
  readonly restrictions: readonly Restriction[];
  readonly expression: Expression;
}

/** This tensor has to be stored before it can be read in the way that is wanted. */
export class NeedsBuffer extends Error {
  override name = 'NeedsBuffer';
  readonly tensor: Tensor;
  constructor(tensor: Tensor) {
    super(`${tensor.primitive} has to be stored`);
    this.tensor = tensor;
  }
}

/** Where a stored tensor is: its buffer and the slot that the present step reads. */
export interface Stored {
  readonly buffer: Buffer;
  readonly slot: Polynomial;
}

export interface AccessContext {
  /** Numbers in a padded row of lanes. */
  readonly laneCount: number;
  readonly stored: (tensor: Tensor) => Stored | undefined;
  readonly lane: (tensor: Tensor) => LaneInfo;
  /** Which elements along a growing axis are not 0, and which are read. */
  readonly extents: TensorExtents;
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
