import type { Dimension, PrimitiveName } from '@pushdown/tensors';
import type { Atom, Polynomial } from '../index-maps/polynomial.ts';

/** The loop variable that runs over the sequences of a batch. */
export const laneAtom: Atom = 'lane';
/** The loop variable of time: the step being computed. */
export const timeAtom: Atom = 't';

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

/** What one element of a result is computed from. */
export type Expression =
  | {
      readonly kind: 'load';
      readonly buffer: Buffer;
      readonly offset: Polynomial;
      /** Four neighbors in memory fill a register; otherwise one number fills all of it. Decided when a kernel is emitted. */
      readonly wide?: boolean;
    }
  | { readonly kind: 'constant'; readonly value: number }
  /** An index as a number. */
  | { readonly kind: 'index'; readonly value: Polynomial }
  | { readonly kind: 'operation'; readonly primitive: PrimitiveName; readonly args: readonly Expression[] };

/** `variable` runs from the largest lower bound to below the smallest upper bound. */
export interface Loop {
  readonly variable: Atom;
  readonly lower: readonly Polynomial[];
  readonly upper: readonly Polynomial[];
}

/** Combines the values of inner loops into one. */
export type Reduction = 'sum' | 'max' | 'argMax';

/** What is combined into one result: the body at every point of the loops. Outside reductions there are no loops. */
export interface Part {
  readonly inner: readonly Loop[];
  readonly body: Expression;
}

/**
 * One loop nest: for every point of `loops`, the parts go to one place. A reduction has several parts where what it runs
 * over is put together from pieces.
 */
export interface Kernel {
  readonly name: string;
  readonly loops: readonly Loop[];
  readonly parts: readonly Part[];
  readonly reduction: Reduction | undefined;
  /** The batch is computed lane by lane, or summed up, or there is none. */
  readonly lanes: 'each' | 'reduced' | 'none';
  readonly target: Buffer;
  readonly offset: Polynomial;
}
