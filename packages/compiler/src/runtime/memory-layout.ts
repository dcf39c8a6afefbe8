import { evaluate } from '../index-maps/polynomial.ts';
import type { Buffer } from '../loops/kernel.ts';
import { slotSize } from '../loops/sizes.ts';
import type { Plan } from '../plan/plan.ts';

/** What the sizes of a run are. */
export interface RunSizes {
  readonly steps: number;
  readonly capacity: number;
}

/** Where the buffers of a plan are in a run of certain sizes. All in bytes. */
export interface MemoryLayout {
  /** By number of the buffer. */
  readonly addresses: readonly number[];
  /** What the run needs in all. */
  readonly end: number;
}

/** Numbers of one slot of a buffer. */
export function slotLength(plan: Plan, { sizes, laneAxis }: Buffer, run: RunSizes): number {
  return evaluate(slotSize(sizes, laneAxis === undefined ? 1 : plan.laneCount), { ...run });
}

export function slotCount({ slots }: Buffer, { steps }: RunSizes): number {
  return { one: 1, steps, states: steps + 1 }[slots];
}

/** @param reserved bytes before the first buffer. */
export function layOutMemory(plan: Plan, reserved: number, run: RunSizes): MemoryLayout {
  const addresses: number[] = [];
  let next = align(reserved);
  // What outlives a run comes first, so that it stays where it is whatever the sizes of the run.
  for (const buffer of [...plan.buffers.filter(isLasting), ...plan.buffers.filter((other) => !isLasting(other))]) {
    addresses[buffer.id] = next;
    next = align(next + 4 * slotLength(plan, buffer, run) * slotCount(buffer, run));
  }
  return { addresses, end: next };
}

/** Whether a buffer keeps what it holds from run to run. */
export function isLasting({ slots, sizes }: Buffer): boolean {
  return slots === 'one' && sizes.every((size) => typeof size === 'number');
}

/** Buffers begin at whole registers and end with room for the rest of one. No bit operations: they end at 2 GiB. */
function align(address: number): number {
  return 16 * Math.ceil((address + 16) / 16);
}
