import { constantValue, equals, subtract } from '../index-maps/polynomial.ts';
import type { Kernel } from '../loops/kernel.ts';
import { loadsOf, reductionsOf } from '../loops/substitute.ts';
import { keyOfLoops } from './keys.ts';

/**
 * Kernels in one pass, at most. What two of them compute at a time just fits into registers; an LSTM's four activations in
 * one pass take longer than in two.
 */
const mostTogether = 2;

/**
 * Groups kernels that run one after the other over the same loops: one nest computes all of them, and what one stores the
 * next ones find in a register.
 */
export function fuse(kernels: readonly Kernel[]): Kernel[][] {
  const groups: Kernel[][] = [];
  for (const kernel of kernels) {
    const group = groups.at(-1);
    const hasRoom = group !== undefined && group.length < mostTogether;
    if (hasRoom && group.every((other) => fits(other, kernel))) group.push(kernel);
    else groups.push([kernel]);
  }
  return groups;
}

/** Whether `later` may run in the same pass as `earlier`: it must not read or overwrite what other passes write or read. */
function fits(earlier: Kernel, later: Kernel): boolean {
  if (earlier.lanes !== later.lanes || keyOfLoops(earlier.loops) !== keyOfLoops(later.loops)) return false;
  // Which rows are read or written is known only when they are.
  if (earlier.indirection !== undefined || later.indirection !== undefined) return false;
  if (earlier.product !== undefined || later.product !== undefined) return false;
  // Stores come at the end of a pass, so a reduction cannot read what the same pass computes.
  const within = reductionsOf(later.body).flatMap(loadsOf);
  const reads = loadsOf(later.body).filter(({ buffer }) => buffer === earlier.target);
  const isReady = (load: (typeof reads)[number]): boolean =>
    inDifferentSlots(load, earlier) || (equals(load.offset, earlier.offset) && !within.includes(load));
  if (!reads.every(isReady)) return false;
  // What is computed from a place before and after it is written would be taken for the same.
  const rewrites = loadsOf(earlier.body).some(
    (load) => load.buffer === earlier.target && !inDifferentSlots(load, earlier),
  );
  if (rewrites && reads.length > 0) return false;
  // Two kernels never write the same element, but one must not overwrite what a later pass of the other reads.
  const overwritten = loadsOf(earlier.body).filter(({ buffer }) => buffer === later.target);
  return overwritten.every((load) => inDifferentSlots(load, later));
}

type Slot = Pick<Kernel, 'slot'>;

/** Whether two places of one buffer are in slots that are never the same. */
function inDifferentSlots(a: Slot, b: Slot): boolean {
  return (constantValue(subtract(a.slot, b.slot)) ?? 0) !== 0;
}
