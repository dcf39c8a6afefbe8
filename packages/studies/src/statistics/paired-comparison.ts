import { type RandomStream, randomStream } from '@pushdown/core';
import { bootstrapInterval, type Interval } from './bootstrap-interval.ts';
import { mean, median, standardDeviation } from './moments.ts';
import { signFlipTest, type TestResult } from './sign-flip-test.ts';

/** What restarts of one cell have in common. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  /** Undefined when a value is infinite. */
  readonly interval: Interval | undefined;
}

/**
 * Mean, median and the 95 % interval of the mean.
 * @param name names the stream of resamples, so that equal values have equal intervals. @throws RangeError of no values.
 */
export function summarizeValues(values: readonly number[], name: string): Summary {
  const interval = bootstrapInterval(values, { random: streamOf(name) });
  return { count: values.length, mean: mean(values), median: median(values), interval };
}

/** A comparison of restarts that belong together in pairs. */
export interface PairedComparison extends Summary {
  /** Standard deviation of the differences. */
  readonly deviation: number;
  readonly test: TestResult;
}

/**
 * Compares two cells by the differences of their pairs: `compared` minus `baseline`. A pair of which one is not finite, or
 * missing, is left out.
 * @returns undefined when no pair is left.
 */
export function comparePairs(
  baseline: readonly (number | undefined)[],
  compared: readonly (number | undefined)[],
  name: string,
): PairedComparison | undefined {
  const differences = compared
    .map((value, index) => (value ?? Number.NaN) - (baseline[index] ?? Number.NaN))
    .filter(Number.isFinite);
  if (differences.length === 0) return undefined;
  return {
    ...summarizeValues(differences, name),
    deviation: standardDeviation(differences),
    test: signFlipTest(differences, streamOf(`${name}/signs`)),
  };
}

function streamOf(name: string): RandomStream {
  return randomStream('statistics', name);
}
