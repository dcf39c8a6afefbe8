import type { Tensor } from '@pushdown/tensors';
import type { Polynomial } from '../index-maps/polynomial.ts';
import type { LaneInfo } from '../passes/lanes.ts';
import type { TensorExtents } from '../passes/state-extents.ts';
import type { Expression } from './kernel.ts';
import type { Stored } from './stored.ts';

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

export interface AccessContext {
  /** Numbers in a padded row of lanes. */
  readonly laneCount: number;
  readonly stored: (tensor: Tensor) => Stored | undefined;
  readonly lane: (tensor: Tensor) => LaneInfo;
  /** Whether a tensor is rounded where it is computed; in memory it is rounded already. */
  readonly isRounded: (tensor: Tensor) => boolean;
  /** Which elements along a growing axis are not 0, and which are read. */
  readonly extents: TensorExtents;
  /** Reads a sum that is not stored, where it makes up a kernel. */
  readonly reduce?: (tensor: Tensor, index: readonly Polynomial[], context: AccessContext) => readonly Alternative[];
}
