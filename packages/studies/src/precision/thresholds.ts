import type { LengthRange } from '@pushdown/core';
import { type BootstrapPlan, bootstrap, interval95 } from '../scores/bootstrap.ts';
import type { FormatFamily, Rounded } from './formats.ts';

/** Shares of the advantage that thresholds are given for: more than nothing, more than half, more than nine tenths. */
export const keptShares: readonly number[] = [0, 0.5, 0.9];

/** How many bits a model needs to keep what it has beyond a bigram table. */
export interface Threshold {
  readonly family: FormatFamily['name'];
  readonly rounded: Rounded;
  readonly range: LengthRange;
  /** What share of the advantage over the bigram line is kept. */
  readonly share: number;
  /**
   * From this number of bits on more than the share is kept, with one bit less it is not. `more` if the most bits do not
   * keep it; undefined if there is no advantage in float32.
   */
  readonly bits: number | 'more' | undefined;
  /** The middle 95 % over resamples of the strings, of those in which there is an advantage. */
  readonly interval: readonly [low: number | 'more', high: number | 'more'] | undefined;
  /** Share of resamples in which there is an advantage. */
  readonly certainty: number;
}

/** −ln p of each string of a group, in nats: by a bigram table, in float32, and with every number of bits of a family. */
export interface GroupNats {
  readonly bigram: readonly number[];
  readonly full: readonly number[];
  readonly rounded: readonly (readonly number[])[];
}

/** The place in `rounded` from which on all keep more than a share; its length if none do; NaN without an advantage. */
function firstKeeping({ bigram, full, rounded }: GroupNats, share: number, drawn: readonly number[]): number {
  const sum = (values: readonly number[]): number =>
    drawn.reduce((total, index) => total + (values[index] as number), 0);
  const line = sum(bigram);
  const advantage = line - sum(full);
  if (!(advantage > 0 && Number.isFinite(advantage))) return Number.NaN;
  let first = rounded.length;
  while (first > 0 && line - sum(rounded[first - 1] as readonly number[]) > share * advantage) first--;
  return first;
}

/** The thresholds of a group of strings, with an interval for the choice of strings; the model stays the same. */
export function thresholdsOf(
  group: GroupNats,
  { family, rounded, range }: { readonly family: FormatFamily; readonly rounded: Rounded; readonly range: LengthRange },
  plan?: BootstrapPlan,
): Threshold[] {
  const all = group.bigram.map((_, index) => index);
  const bitsAt = (place: number): number | 'more' => family.bits[place] ?? 'more';
  return keptShares.map((share) => {
    const place = firstKeeping(group, share, all);
    let resamples = 0;
    const values = bootstrap(
      all.length,
      (drawn) => {
        resamples++;
        return firstKeeping(group, share, drawn);
      },
      plan,
    );
    const interval = interval95(values);
    return {
      family: family.name,
      rounded,
      range,
      share,
      bits: Number.isNaN(place) ? undefined : bitsAt(place),
      interval: interval && [bitsAt(interval[0]), bitsAt(interval[1])],
      certainty: values.length / resamples,
    };
  });
}
