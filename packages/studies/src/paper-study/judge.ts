import { formatDifference } from '../report/format.ts';
import type { Interval } from '../statistics/bootstrap-interval.ts';
import { holm } from '../statistics/holm.ts';
import { comparePairs, type PairedComparison } from '../statistics/paired-comparison.ts';

/** What runs say about a claim; `cannot tell` when there are too few of them, or what they show may be chance. */
export type Verdict = 'supported' | 'contradicted' | 'cannot tell';

/** What the runs say about a claim in one case, such as one model on one language. */
export interface ClaimCase {
  readonly name: string;
  readonly verdict: Verdict;
  readonly evidence: string;
  /** Why it cannot be told, if it cannot. */
  readonly because?: string | undefined;
}

/** Values of restarts beside what a claim says of their mean. */
export interface MeasuredCase {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
  /** What is claimed is that the mean is above this, or below it. */
  readonly threshold: number;
  readonly claimed: 'above' | 'below';
  /** What the report says besides the p-value. @param found mean and interval of the values. */
  readonly evidence: (found: { readonly mean: number; readonly interval: Interval | undefined }) => string;
}

/** p-values up to here, corrected for many comparisons, count as evidence. */
export const level = 0.05;

/**
 * Judges every case by a sign-flip test of the differences from its threshold, corrected by Holm's method for the cases
 * together, and by the interval of the mean: both have to show it.
 */
export function judgeCases(claim: string, cases: readonly MeasuredCase[]): ClaimCase[] {
  const compared = cases.map(({ name, values, threshold }) =>
    comparePairs(
      values.map(() => threshold),
      values,
      `${claim}/${name}`,
    ),
  );
  const corrected = holm(compared.map((found) => found?.test.pValue ?? 1));
  return cases.map(({ name, threshold, claimed, evidence }, index): ClaimCase => {
    const found = compared[index];
    if (found === undefined) return noRun(name);
    const p = corrected[index] as number;
    const mean = threshold + found.mean;
    const interval = found.interval && {
      low: threshold + found.interval.low,
      high: threshold + found.interval.high,
    };
    return {
      name,
      ...judge(found, p, claimed, cases.length),
      evidence: `${evidence({ mean, interval })}; corrected p ${formatCorrected(p)}`,
    };
  });
}

/**
 * The verdict on differences of which a claim says that they are above 0, or below it.
 * @param corrected the p-value, corrected for being one of several. @param family how many.
 */
export function judge(
  { mean, count, interval, test }: PairedComparison,
  corrected: number,
  claimed: MeasuredCase['claimed'],
  family: number,
): Pick<ClaimCase, 'verdict' | 'because'> {
  const beyond = interval !== undefined && bounded(interval) && (interval.low > 0 || interval.high < 0);
  if (corrected <= level && beyond)
    return { verdict: mean > 0 === (claimed === 'above') ? 'supported' : 'contradicted' };
  return {
    verdict: 'cannot tell',
    because:
      test.smallest * family > level
        ? `${count === 1 ? '1 restart is' : `${count} restarts are`} too few to show anything in ${family} cases together`
        : beyond
          ? 'the test, corrected for being one of several, does not show it'
          : `chance alone could make such a difference (${formatDifference(mean)})`,
  };
}

export function noRun(name: string): ClaimCase {
  return { name, verdict: 'cannot tell', evidence: 'no run', because: 'no run is finished' };
}

/** A claim about all cases: every one has to support it, and any one contradicts it. */
export function everyCase(cases: readonly ClaimCase[]): Verdict {
  if (cases.some(({ verdict }) => verdict === 'contradicted')) return 'contradicted';
  return cases.length > 0 && cases.every(({ verdict }) => verdict === 'supported') ? 'supported' : 'cannot tell';
}

/** A claim that there is a case: any one supports it, and only all together contradict it. */
export function someCase(cases: readonly ClaimCase[]): Verdict {
  if (cases.some(({ verdict }) => verdict === 'supported')) return 'supported';
  return cases.length > 0 && cases.every(({ verdict }) => verdict === 'contradicted') ? 'contradicted' : 'cannot tell';
}

/** A claim about so large a share of the cases. */
export function mostCases(cases: readonly ClaimCase[], share: number): Verdict {
  const shareOf = (wanted: Verdict): number => cases.filter(({ verdict }) => verdict === wanted).length / cases.length;
  if (shareOf('supported') >= share) return 'supported';
  return shareOf('contradicted') > 1 - share ? 'contradicted' : 'cannot tell';
}

export function bounded({ low, high }: Interval): boolean {
  return Number.isFinite(low) && Number.isFinite(high);
}

export function formatCorrected(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}
