import type { LengthRange } from '@pushdown/core';
import type { BootstrapPlan } from '../scores/bootstrap.ts';
import type { StringScore } from '../scores/string-scores.ts';
import { isWithin } from '../scores/test-set.ts';
import { type Estimate, estimate, mean, slope } from './estimate.ts';

/** A string with what a bigram table is expected to pay for it and to guess. */
export interface ComparedScore extends StringScore {
  readonly bigramNats: number;
  readonly bigramRight: number;
}

/** How loss depends on length. */
export interface LengthStability {
  /**
   * The exponent b of nats ≈ a · lengthᵇ, a string's nats in all: fitted by least squares to the logarithms of the means of
   * each length, with an interval over resamples of the lengths. 1 is the same number of nats for every symbol; above 1 a
   * symbol of a longer string costs more.
   */
  readonly growth: Estimate | undefined;
  /** The same of the lengths beyond those of training. */
  readonly growthBeyond: Estimate | undefined;
  /** Variance over lengths of the nats per symbol. */
  readonly variance: Estimate | undefined;
  /** Ranges beyond the lengths of training, each beside those of training. */
  readonly beyond: readonly RangeStability[];
}

/** What is left of a model on the lengths of a range, in comparison with those it was trained on. */
export interface RangeStability {
  readonly range: LengthRange;
  /** Nats per symbol above those on the lengths of training. */
  readonly gap: Estimate | undefined;
  /** Share of the advantage over the bigram line on the lengths of training that is left, in nats per symbol. */
  readonly retained: Estimate | undefined;
  /** Share of the accuracy that is left, which says little: see `bigramAccuracyRetained`. */
  readonly accuracyRetained: Estimate | undefined;
  /** The same share of a bigram table, which learns nothing of any structure. */
  readonly bigramAccuracyRetained: number;
}

/** Everything that follows from what single strings cost. */
export function stabilityByLength(
  scores: readonly ComparedScore[],
  { trainingRange, bins }: { readonly trainingRange: LengthRange; readonly bins: readonly LengthRange[] },
  plan?: BootstrapPlan,
): LengthStability {
  const of = (some: readonly ComparedScore[], range: LengthRange): ComparedScore[] =>
    some.filter(({ length }) => isWithin(range, length));
  const longer = scores.filter(({ length }) => length > trainingRange.max);
  return {
    growth: estimate(eachLength(scores), growthExponent, plan),
    growthBeyond: longer.length === 0 ? undefined : estimate(eachLength(longer), growthExponent, plan),
    variance: estimate(scores, varianceOverLengths, plan),
    beyond: bins
      .filter(({ min }) => min > trainingRange.max)
      .map((range) => {
        const both = (statistic: (long: readonly ComparedScore[], short: readonly ComparedScore[]) => number) =>
          estimate(scores, (some) => statistic(of(some, range), of(some, trainingRange)), plan);
        return {
          range,
          gap: both((long, short) => crossEntropy(long) - crossEntropy(short)),
          retained: both((long, short) => ratio(advantage(long), advantage(short))),
          accuracyRetained: both((long, short) => accuracy(long) / accuracy(short)),
          bigramAccuracyRetained: bigramAccuracy(of(scores, range)) / bigramAccuracy(of(scores, trainingRange)),
        };
      }),
  };
}

/** Strings of one length. */
type OneLength = readonly [StringScore, ...StringScore[]];

function eachLength(scores: readonly StringScore[]): OneLength[] {
  const lengths = [...new Set(scores.map(({ length }) => length))].filter((length) => length > 0);
  return lengths.map((length) => scores.filter((score) => score.length === length) as unknown as OneLength);
}

function growthExponent(lengths: readonly OneLength[]): number {
  const points = lengths.map((strings) => ({
    x: Math.log(strings[0].length),
    y: Math.log(mean(strings.map(({ nats }) => nats))),
  }));
  // Infinities have no logarithm to fit.
  return points.every(({ y }) => Number.isFinite(y)) ? slope(points) : Number.NaN;
}

function varianceOverLengths(scores: readonly StringScore[]): number {
  const values = eachLength(scores).map(crossEntropy);
  if (values.length < 2) return Number.NaN;
  const center = mean(values);
  return values.reduce((total, value) => total + (value - center) ** 2, 0) / (values.length - 1);
}

/** The share of an advantage that is left; none of an advantage that is none. */
function ratio(left: number, whole: number): number {
  return whole > 0 && Number.isFinite(whole) ? left / whole : Number.NaN;
}

function sum(scores: readonly ComparedScore[], part: (score: ComparedScore) => number): number {
  return scores.reduce((total, score) => total + part(score), 0);
}

/** Nats per symbol; NaN of no string. */
export function crossEntropy(scores: readonly StringScore[]): number {
  const symbols = scores.reduce((total, score) => total + score.symbols, 0);
  return scores.reduce((total, { nats }) => total + nats, 0) / symbols;
}

function advantage(scores: readonly ComparedScore[]): number {
  return sum(scores, ({ bigramNats, nats }) => bigramNats - nats) / sum(scores, ({ symbols }) => symbols);
}

function accuracy(scores: readonly ComparedScore[]): number {
  return sum(scores, ({ right }) => right) / sum(scores, ({ symbols }) => symbols);
}

function bigramAccuracy(scores: readonly ComparedScore[]): number {
  return sum(scores, ({ bigramRight }) => bigramRight) / sum(scores, ({ symbols }) => symbols);
}
