import type { EvaluationContext, LengthMeasurement, Measurement, PooledSpread } from '@pushdown/core';
import type { ReportOptions } from './report-options.ts';
import { spreadOf } from './spread.ts';

/** What one string adds: nats and symbols, right guesses and guesses, or the like. */
interface StringScore {
  readonly length: number;
  readonly amount: number;
  readonly weight: number;
}

/** Adds up strings; how every evaluation gets its measurements. */
export interface Aggregation {
  /** @param length symbols of the string. */
  add(length: number, amount: number, weight: number): void;
  /** Of all strings together, and of each. Needs at least one. */
  measurement(): Pick<Measurement, 'value' | 'spread' | 'beyondTraining' | 'byLength'>;
}

/**
 * Measures the ratio of sums, Σ amount / Σ weight, which makes long strings count for more, and beside it how the ratios of
 * the single strings spread.
 *
 * @param context.trainingRange strings longer than these are measured by themselves too, when there are others.
 * @param finish makes of a ratio what is measured, such as a perplexity of nats per symbol.
 */
export function startAggregation(
  { trainingRange }: EvaluationContext,
  { byLength = false }: ReportOptions,
  finish: (ratio: number) => number = (ratio) => ratio,
): Aggregation {
  const scores: StringScore[] = [];
  const measure = (some: readonly StringScore[]): PooledSpread => ({
    value: finish(total(some, 'amount') / total(some, 'weight')),
    ...spreadOf(some.map(({ amount, weight }) => finish(amount / weight))),
  });
  return {
    add: (length, amount, weight) => void scores.push({ length, amount, weight }),
    measurement() {
      const { value, ...spread } = measure(scores);
      const longer = scores.filter(({ length }) => length > trainingRange.max);
      const isMixed = longer.length > 0 && longer.length < scores.length;
      return {
        value,
        spread,
        ...(isMixed ? { beyondTraining: measure(longer) } : {}),
        ...(byLength ? { byLength: eachLength(scores, measure) } : {}),
      };
    },
  };
}

function eachLength(
  scores: readonly StringScore[],
  measure: (some: readonly StringScore[]) => PooledSpread,
): readonly LengthMeasurement[] {
  const groups = new Map<number, StringScore[]>();
  for (const score of scores) {
    const group = groups.get(score.length);
    if (group === undefined) groups.set(score.length, [score]);
    else group.push(score);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([length, some]) => ({ length, ...measure(some) }));
}

function total(scores: readonly StringScore[], part: 'amount' | 'weight'): number {
  return scores.reduce((sum, score) => sum + score[part], 0);
}
