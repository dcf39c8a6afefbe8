import { isOnText } from '../experiment/schema.ts';
import { slope } from '../stability/estimate.ts';
import type { FinishedRun } from '../store/queries.ts';
import { comparedMeasure } from './comparisons.ts';

/** A length and what was measured on the strings of that length. */
export interface LengthPoint {
  readonly length: number;
  readonly value: number;
}

/** What a run measured length by length, in all bins together; ascending. Nothing if it was not asked to. */
export function lengthPoints({ results }: FinishedRun, measure: string): readonly LengthPoint[] {
  const points = new Map<number, number>();
  // Bins share end points; one of the two samples of these lengths is enough.
  for (const { measurements } of results.bins)
    for (const { length, value } of measurements[measure]?.byLength ?? [])
      if (!points.has(length)) points.set(length, value);
  return [...points].map(([length, value]) => ({ length, value })).sort((a, b) => a.length - b.length);
}

/**
 * The exponent b of loss = a · length^b, the loss of a whole string above its lower bound, beyond the lengths of training: the
 * slope of a straight line through the logarithms, fitted by least squares. 1 means that every symbol costs the same however
 * long the string is (Das & Mali 2024, Theorem 0.6).
 *
 * @returns undefined of a text, and when there are not three lengths with a finite loss above the bound.
 */
export function growthExponent(run: FinishedRun): number | undefined {
  if (isOnText(run.experiment)) return undefined;
  const longest = run.experiment.training.lengths[1];
  const points = lengthPoints(run, comparedMeasure)
    .filter(({ length, value }) => length > longest && value > 0 && Number.isFinite(value))
    // The end of a string is a symbol, too.
    .map(({ length, value }) => ({ x: Math.log(length), y: Math.log(value * (length + 1)) }));
  return points.length < 3 ? undefined : slope(points);
}
