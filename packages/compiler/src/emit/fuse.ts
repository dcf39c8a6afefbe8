import { equals, format, type Polynomial, scale, subtract } from '../index-maps/polynomial.ts';
import type { Kernel, Loop } from '../loops/kernel.ts';
import { slotSize } from '../loops/sizes.ts';
import { loadsOfKernel } from '../loops/substitute.ts';

/**
 * Groups kernels that run one after the other over the same loops, element by element: one nest computes all of them, and
 * what one stores the next ones find in a register. Sums start groups of their own.
 */
export function fuse(kernels: readonly Kernel[], laneCount: number): Kernel[][] {
  const groups: Kernel[][] = [];
  for (const kernel of kernels) {
    const group = groups.at(-1);
    if (group?.every((other) => fits(other, kernel, laneCount))) group.push(kernel);
    else groups.push([kernel]);
  }
  return groups;
}

function loopsKey(loops: readonly Loop[]): string {
  const bounds = (all: readonly Polynomial[]): string => [...new Set(all.map(format))].sort().join(' & ');
  return loops.map(({ variable, lower, upper }) => `${variable}: ${bounds(lower)} to ${bounds(upper)}`).join('; ');
}

/** Whether `later` may run in the same pass as `earlier`: it must not read or overwrite what other passes write or read. */
function fits(earlier: Kernel, later: Kernel, laneCount: number): boolean {
  if (earlier.reduction !== undefined || later.reduction !== undefined) return false;
  if (earlier.lanes !== later.lanes || loopsKey(earlier.loops) !== loopsKey(later.loops)) return false;
  const reads = loadsOfKernel(later).filter(({ buffer }) => buffer === earlier.target);
  if (!reads.every(({ offset }) => equals(offset, earlier.offset) || inAnotherSlot(offset, earlier, laneCount)))
    return false;
  if (later.target === earlier.target && !inAnotherSlot(later.offset, earlier, laneCount)) return false;
  const overwritten = loadsOfKernel(earlier).filter(({ buffer }) => buffer === later.target);
  return overwritten.every(({ offset }) => inAnotherSlot(offset, later, laneCount));
}

/** Whether a place is in the slot before or after the one that a kernel writes, at the same element. */
function inAnotherSlot(offset: Polynomial, { target, offset: written }: Kernel, laneCount: number): boolean {
  const slot = slotSize(target.sizes, target.laneAxis === undefined ? 1 : laneCount);
  const distance = subtract(offset, written);
  return equals(distance, slot) || equals(distance, scale(slot, -1));
}
