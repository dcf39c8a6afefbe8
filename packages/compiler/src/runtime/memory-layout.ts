import { TensorError } from '@pushdown/tensors';
import { evaluate } from '../index-maps/polynomial.ts';
import type { Buffer } from '../loops/kernel.ts';
import { slotSize } from '../loops/sizes.ts';
import type { Plan } from '../plan/plan.ts';

/** What the sizes of a run depend on. */
export interface RunSizes {
  readonly steps: number;
  readonly capacity: number;
}

/** Where every buffer of a run begins, by its number, and how many bytes there are in all. */
export interface MemoryLayout {
  readonly addresses: readonly number[];
  readonly bytes: number;
}

/** What 32-bit addresses reach. */
export const mostBytes: number = 2 ** 32;
/** Loops count with signed 32-bit integers, and add a little to these sizes. */
const mostRounds = 2 ** 30;

/** How many numbers one slot of a buffer holds. */
export function slotLength({ laneCount }: Plan, buffer: Buffer, sizes: RunSizes): number {
  return evaluate(slotSize(buffer.sizes, buffer.laneAxis === undefined ? 1 : laneCount), { ...sizes });
}

export function slotCount({ slots }: Buffer, { steps }: RunSizes): number {
  return { one: 1, steps, states: steps + 1 }[slots];
}

/**
 * Lays out memory behind the bytes that code reserves for itself. Numbers here are exact far beyond what addresses reach,
 * so that a run that is too large is known by its size.
 */
export function layOut(plan: Plan, reservedBytes: number, sizes: RunSizes): MemoryLayout {
  const addresses: number[] = [];
  let next = align(reservedBytes);
  // What outlives a run comes first, so that it stays where it is whatever the sizes of the run.
  const lasting = plan.buffers.filter(isLasting);
  for (const buffer of [...lasting, ...plan.buffers.filter((other) => !isLasting(other))]) {
    addresses[buffer.id] = next;
    next = align(next + 4 * Math.max(0, slotLength(plan, buffer, sizes) * slotCount(buffer, sizes)));
  }
  return { addresses, bytes: next };
}

/** @throws TensorError for a run that compiled code cannot count or address. */
export function checkLayout({ name }: Plan, { steps, capacity }: RunSizes, { bytes }: MemoryLayout): void {
  if (Math.max(steps, capacity) >= mostRounds)
    throw new TensorError(
      `${name}: a run of ${steps} steps and capacity ${capacity} is longer than compiled code can count, which is ${mostRounds - 1}`,
    );
  if (bytes > mostBytes) throw tooLarge(name, steps, bytes, `compiled code can use ${inMebibytes(mostBytes)}`);
}

export function tooLarge(name: string, steps: number, bytes: number, limit: string): TensorError {
  return new TensorError(
    `${name}: ${steps} steps need ${inMebibytes(bytes)}, but ${limit}; use shorter or fewer sequences`,
  );
}

export function inMebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}

/** Whether a buffer keeps what it holds from run to run. */
export function isLasting({ slots, sizes }: Buffer): boolean {
  return slots === 'one' && sizes.every((size) => typeof size === 'number');
}

/** Buffers begin at whole registers and end with room for the rest of one. Operators on bits would end at 2³¹. */
function align(address: number): number {
  return 16 * (Math.ceil(address / 16) + 1);
}
