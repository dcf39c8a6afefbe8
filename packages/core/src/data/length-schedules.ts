import type { RandomStream } from '../random/streams.ts';

/** Decides the length of the strings of each batch; batches are numbered from 0. */
export type LengthSchedule = (batch: number, random: RandomStream) => number;

/** Every batch has this length. */
export function fixedLength(length: number): LengthSchedule {
  return () => length;
}

/**
 * Every batch has one of these lengths, each with the same probability (DuSell & Chiang 2023, with all valid lengths).
 * @throws RangeError when there is no length.
 */
export function uniformLengths(lengths: readonly number[]): LengthSchedule {
  requireLengths(lengths);
  return (_, random) => lengths[random.integer(lengths.length)] as number;
}

/**
 * A curriculum: the first `period` batches have the first of these lengths, the next `period` ones the second, and so on;
 * the last length stays. With `earlier`, a batch may also have any length that came before, each with the same probability
 * (the curricula of Delétang et al. 2023 and, with `earlier`, of Joulin & Mikolov 2015).
 *
 * @throws RangeError when there is no length, or the period is not a whole number of at least 1.
 */
export function growingLengths(options: {
  /** In the order in which they come, usually ascending. */
  readonly lengths: readonly number[];
  readonly period: number;
  readonly earlier?: boolean;
}): LengthSchedule {
  const { lengths, period, earlier = false } = options;
  requireLengths(lengths);
  if (!Number.isInteger(period) || period < 1) {
    throw new RangeError(`the period of a length schedule is a whole number of at least 1, not ${period}`);
  }
  return (batch, random) => {
    const latest = Math.min(Math.floor(batch / period), lengths.length - 1);
    return lengths[earlier ? random.integer(latest + 1) : latest] as number;
  };
}

function requireLengths(lengths: readonly number[]): void {
  if (lengths.length === 0) throw new RangeError('a length schedule needs at least one length');
}
