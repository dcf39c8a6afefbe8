import { type Measurement, OptionError } from '@pushdown/core';
import type { RunResults } from '../experiment/results.ts';
import { type Summary, summarizeValues } from '../statistics/paired-comparison.ts';
import type { StoredRun } from './study-folder.ts';

/** A run with results. */
export type FinishedRun = StoredRun & { readonly results: RunResults };

/** What something was measured on: validation strings or text, a test text, or the strings of a bin, counted from 0. */
export type StringSet = 'validation' | 'test' | number;

/** The runs that have results. */
export function finishedRuns(runs: readonly StoredRun[]): readonly FinishedRun[] {
  return runs.filter((run): run is FinishedRun => run.results !== undefined);
}

/** The runs that have one of the names wanted on every axis of `where`. */
export function filterRuns<T extends StoredRun>(
  runs: readonly T[],
  where: Readonly<Record<string, string | readonly string[]>>,
): readonly T[] {
  return runs.filter(({ coordinates }) =>
    Object.entries(where).every(([axis, names]) => [names].flat().includes(coordinates[axis] ?? '')),
  );
}

/** Runs that have the same values on the axes they are grouped by. */
export interface RunGroup<T extends StoredRun = StoredRun> {
  readonly coordinates: Readonly<Record<string, string>>;
  readonly runs: readonly T[];
}

/** Groups runs that agree on some axes. @returns the groups in the order in which their first runs come. */
export function groupRuns<T extends StoredRun>(runs: readonly T[], axes: readonly string[]): readonly RunGroup<T>[] {
  const groups = new Map<string, { coordinates: Record<string, string>; runs: T[] }>();
  for (const run of runs) {
    const coordinates = Object.fromEntries(axes.map((axis) => [axis, run.coordinates[axis] ?? '']));
    const key = JSON.stringify(coordinates);
    const group = groups.get(key) ?? { coordinates, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What a run measured on a set of strings; undefined if it did not. */
export function measurementOf(results: RunResults, measure: string, set: StringSet): Measurement | undefined {
  const measured = typeof set === 'number' ? results.bins[set] : results[set];
  return measured?.measurements[measure];
}

/** The restart with the lowest validation loss, as DuSell & Chiang (2023) choose; undefined of none. */
export function bestByValidation<T extends FinishedRun>(runs: readonly T[]): T | undefined {
  const loss = ({ results }: T): number => {
    const { validationLoss } = results.training;
    // An untrainable run must not win by a loss that is no number.
    return Number.isNaN(validationLoss) ? Number.POSITIVE_INFINITY : validationLoss;
  };
  return runs.reduce<T | undefined>(
    (best, run) => (best === undefined || loss(run) < loss(best) ? run : best),
    undefined,
  );
}

/** What the restarts of a group reached in one measure. */
export interface Aggregate extends Summary {
  readonly coordinates: Readonly<Record<string, string>>;
  /** Of the restart that is best by validation. */
  readonly best: number | undefined;
  readonly bestRun: string | undefined;
}

/**
 * Mean, median, interval and the value of the best restart by validation, group by group. Runs that are not finished, or did
 * not measure it, are left out; groups without any are too.
 * @throws OptionError when no finished run has the measure.
 */
export function aggregateRuns(options: {
  readonly runs: readonly StoredRun[];
  readonly by: readonly string[];
  readonly measure: string;
  readonly set: StringSet;
}): readonly Aggregate[] {
  const { runs, by, measure, set } = options;
  const finished = finishedRuns(runs);
  const measured = (run: FinishedRun): number | undefined => measurementOf(run.results, measure, set)?.value;
  if (finished.length > 0 && finished.every((run) => measured(run) === undefined)) {
    const known = Object.keys(finished[0]?.results.validation.measurements ?? {});
    throw new OptionError(
      `no run has measured "${measure}" on ${typeof set === 'number' ? `bin ${set}` : `${set} strings`} (known: ${known.join(', ')}; bins 0 to ${(finished[0]?.results.bins.length ?? 0) - 1})`,
    );
  }
  return groupRuns(finished, by).flatMap(({ coordinates, runs }) => {
    const values = runs.map(measured).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    const best = bestByValidation(runs);
    const name = [measure, set, ...Object.values(coordinates)].join('/');
    return [{ coordinates, ...summarizeValues(values, name), best: best && measured(best), bestRun: best?.name }];
  });
}
