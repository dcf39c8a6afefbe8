import { type Dimension, entries } from '@pushdown/tensors';
import type { Polynomial } from '../index-maps/polynomial.ts';
import type { Buffer } from './kernel.ts';

/** Where a stored tensor is: its buffer and the slot that the present step reads. */
export interface Stored {
  readonly buffer: Buffer;
  readonly slot: Polynomial;
  /** The slots from that one on are the first axis of the tensor: the entries of a history table. */
  readonly table?: true;
}

/** The axis of the batch of a tensor stored there. */
export function laneAxisOf({ buffer: { laneAxis }, table }: Stored): number | undefined {
  return laneAxis === undefined ? undefined : laneAxis + (table === true ? 1 : 0);
}

/** Sizes by which memory is laid out, of all axes but that of the batch. A tensor may be smaller, as early entries are. */
export function sizesOf({ buffer: { sizes }, table }: Stored): readonly Dimension[] {
  return table === true ? [entries, ...sizes] : sizes;
}
