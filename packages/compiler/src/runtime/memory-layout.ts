import { TensorError } from '@pushdown/tensors';
import { evaluate } from '../index-maps/polynomial.ts';
import type { Buffer } from '../loops/kernel.ts';
import { slotSize } from '../loops/sizes.ts';
import { lifetimesOf } from '../plan/lifetimes.ts';
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

/** A piece of memory, and the last section that uses what is in it. */
interface Piece {
  readonly address: number;
  readonly bytes: number;
  until: number;
}

/**
 * Lays out memory behind the bytes that code reserves for itself. A buffer whose content only some sections of a run need
 * takes over the memory of one that no section needs any more: then it is still in the processor's caches. Numbers here are
 * exact far beyond what addresses reach, so that a run that is too large is known by its size.
 */
export function layOut(plan: Plan, reservedBytes: number, sizes: RunSizes): MemoryLayout {
  const addresses: number[] = [];
  const pieces: Piece[] = [];
  let next = align(reservedBytes);
  const bytesOf = (buffer: Buffer): number =>
    4 * Math.max(0, slotLength(plan, buffer, sizes) * slotCount(buffer, sizes));
  const place = (buffer: Buffer, bytes: number, until: number): void => {
    addresses[buffer.id] = next;
    pieces.push({ address: next, bytes, until });
    next = align(next + bytes);
  };
  const lifetimes = lifetimesOf(plan);
  // What outlives a run comes first, so that it stays where it is whatever the sizes of the run.
  const lasting = plan.buffers.filter(isLasting);
  const wholeRun = plan.buffers.filter((buffer) => !isLasting(buffer) && !lifetimes.has(buffer));
  for (const buffer of [...lasting, ...wholeRun]) place(buffer, bytesOf(buffer), Number.POSITIVE_INFINITY);
  const passing = [...lifetimes].filter(([buffer]) => !isLasting(buffer));
  for (const [buffer, { first, last }] of passing.sort(([, a], [, b]) => a.first - b.first)) {
    const bytes = bytesOf(buffer);
    const free = pieces.filter((piece) => piece.until < first && piece.bytes >= bytes);
    const best = free.reduce<Piece | undefined>(
      (least, piece) => (least && least.bytes <= piece.bytes ? least : piece),
      undefined,
    );
    if (best === undefined) place(buffer, bytes, last);
    else {
      addresses[buffer.id] = best.address;
      best.until = last;
    }
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
