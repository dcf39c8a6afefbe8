import type { Dimension, PrimitiveName } from '@pushdown/tensors';
import type { Atom, Polynomial } from '../index-maps/polynomial.ts';
import type { Product } from './products.ts';

/** The loop variable that runs over the sequences of a batch. */
export const laneAtom: Atom = 'lane';
/** The loop variable of time: the step being computed. */
export const timeAtom: Atom = 't';
/**
 * The loop back goes in stretches of neighboring steps, as far as there are so many: this is the last step of the present
 * stretch, which is computed first.
 */
export const stretchAtom: Atom = 'stretch';
export const stretchSteps = 6;
/** The loop variable of what runs once at the present step, or not at all. It comes first. */
export const guardAtom: Atom = 'guard';

/** How many slots of its size a buffer has: one, one a step, or one a step and one more for the state before the first. */
export type Slots = 'one' | 'steps' | 'states';

/** Memory of one tensor. Numbers are float32; integers and truth values are kept as floats. */
export interface Buffer {
  readonly id: number;
  /** For listings. */
  readonly name: string;
  /** Sizes of all axes but that of the batch, row-major. */
  readonly sizes: readonly Dimension[];
  /** Which axis of the tensor is the batch; it lies innermost, padded to whole registers. Undefined: none. */
  readonly laneAxis: number | undefined;
  readonly slots: Slots;
}

/** What is done to numbers: a primitive element by element, or rounding to the format of the plan. */
export type OperationName = PrimitiveName | 'round';

/** What one element of a result is computed from. */
export type Expression =
  | {
      readonly kind: 'load';
      readonly buffer: Buffer;
      /** Which slot of the buffer is read; the offset counts it in. */
      readonly slot: Polynomial;
      readonly offset: Polynomial;
      /** Four neighbors in memory fill a register; otherwise one number fills all of it. Decided when a kernel is emitted. */
      readonly wide?: boolean;
      /** It is zero where one of these is not positive, as it is beyond the end of an entry that grows. */
      readonly positive?: readonly Polynomial[];
    }
  | { readonly kind: 'constant'; readonly value: number }
  /** An index as a number. */
  | { readonly kind: 'index'; readonly value: Polynomial }
  | { readonly kind: 'operation'; readonly primitive: OperationName; readonly args: readonly Expression[] }
  | ReductionExpression
  /** The value, and 0 in those lanes of a padded row that hold no sequence. */
  | { readonly kind: 'masked'; readonly value: Expression };

export function isZero(expression: Expression): boolean {
  return expression.kind === 'constant' && expression.value === 0;
}

/** `variable` runs from the largest lower bound to below the smallest upper bound. */
export interface Loop {
  readonly variable: Atom;
  readonly lower: readonly Polynomial[];
  readonly upper: readonly Polynomial[];
  /** How far a round advances, if not by 1. */
  readonly step?: number;
}

/** What values of inner loops are combined by. */
export type Reduction = 'sum' | 'max' | 'argMax';

/** What goes into a reduction: the body at every point of the loops. */
export interface Part {
  readonly inner: readonly Loop[];
  readonly body: Expression;
}

/** One number made of many. There are several parts where what the loops run over is put together from pieces. */
export interface ReductionExpression {
  readonly kind: 'reduction';
  readonly reduction: Reduction;
  readonly parts: readonly Part[];
  /** Whether the sequences of the batch are combined too, into one number for all of them. */
  readonly overLanes: boolean;
}

/**
 * Rows chosen by numbers that are computed. A gather reads its one load from the chosen row, a scatterAdd adds its body to
 * the target there; the offsets of both are those in row 0.
 */
export interface Indirection {
  readonly operation: 'gather' | 'scatterAdd';
  readonly row: Expression;
  /** How many rows there are, and the distance between them. */
  readonly rows: Polynomial;
  readonly stride: Polynomial;
}

/** One loop nest: the body at every point of `loops` goes to one place. */
export interface Kernel {
  readonly name: string;
  readonly loops: readonly Loop[];
  readonly body: Expression;
  /** Whether the body is computed lane by lane. */
  readonly lanes: 'each' | 'none';
  readonly target: Buffer;
  /** Which slot of the target is written; the offset counts it in. */
  readonly slot: Polynomial;
  readonly offset: Polynomial;
  readonly indirection?: Indirection;
  /** The host computes it instead, as a product of matrices. */
  readonly product?: Product;
}
