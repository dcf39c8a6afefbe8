import type { EpochReport } from '@pushdown/training';

/** Epochs in a row in which the same was frozen. */
export interface FrozenPeriod {
  /** The first and the last of these epochs. */
  readonly epochs: readonly [first: number, last: number];
  /** Paths of the parameters that were frozen as a whole. */
  readonly parameters: readonly string[];
  /** How many numbers were frozen of other parameters, by path; absent where there were none. */
  readonly entries?: Readonly<Record<string, number>>;
}

/** What was frozen when. Periods follow each other without a gap, also those in which nothing was frozen. */
export function frozenPeriods(
  epochs: readonly Pick<EpochReport, 'epoch' | 'frozen' | 'frozenEntries'>[],
): readonly FrozenPeriod[] {
  const periods: FrozenPeriod[] = [];
  for (const { epoch, frozen, frozenEntries } of epochs) {
    const last = periods.at(-1);
    const now = { parameters: frozen, ...(frozenEntries === undefined ? {} : { entries: frozenEntries }) };
    if (last !== undefined && sameParts(last, now))
      periods[periods.length - 1] = { ...last, epochs: [last.epochs[0], epoch] };
    else periods.push({ epochs: [epoch, epoch], ...now });
  }
  return periods;
}

function sameParts(a: Omit<FrozenPeriod, 'epochs'>, b: Omit<FrozenPeriod, 'epochs'>): boolean {
  return (
    a.parameters.join() === b.parameters.join() && JSON.stringify(a.entries ?? {}) === JSON.stringify(b.entries ?? {})
  );
}
