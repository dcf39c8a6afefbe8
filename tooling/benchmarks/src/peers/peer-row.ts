import type { Measurement } from '../measuring/measure.ts';
import { type Summary, summarize } from '../measuring/summary.ts';
import { medianRatio } from '../statistics.ts';
import { failureOf, type Outcome } from './outcome.ts';
import type { PeerModel } from './problem.ts';

/** A row of `bench:peers`; numbers are null for a peer that was not measured. */
export interface PeerRow extends Nullable<Summary> {
  readonly model: PeerModel;
  readonly length: number;
  readonly batch: number;
  readonly peer: string;
  readonly version: string | null;
  /** Our time of a step as a multiple of the peer's: below 1 we are faster. */
  readonly ratio: number | null;
  /** The same ratio of processor times: other work on the machine stretches long steps more than short ones, but not these. */
  readonly cpuRatio: number | null;
  /** Why a peer was not measured: it is not installed, or cannot do this model. */
  readonly notMeasured: string | null;
  /** What went wrong: a script failed, or its losses are not ours. */
  readonly error: string | null;
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** What a row says about the measurements of a peer. */
export type PeerResult = Omit<PeerRow, 'model' | 'length' | 'batch' | 'peer' | 'version'>;

export const noResult: PeerResult = {
  msPerStep: null,
  ratio: null,
  cpuMsPerStep: null,
  cpuRatio: null,
  compileMs: null,
  firstStepMs: null,
  peakMemoryMB: null,
  notMeasured: null,
  error: null,
};

/** The result of a peer, unless a run of it failed or its losses are not ours. Runs of the same index pair. */
export function resultOf(ours: readonly Measurement[], outcomes: readonly Outcome[]): PeerResult {
  const theirs = outcomes.filter((outcome) => typeof outcome !== 'string');
  const problem = failureOf(ours, outcomes);
  if (problem !== undefined) return { ...noResult, error: problem };
  const rounded = (value: number): number => Number(value.toFixed(4));
  const ratio = (of: (measurement: Measurement) => number): number =>
    rounded(medianRatio(ours.map(of), theirs.map(of)));
  return {
    ...noResult,
    ...summarize(theirs),
    ratio: ratio(({ msPerStep }) => msPerStep),
    cpuRatio: ratio(({ cpuMsPerStep }) => cpuMsPerStep),
  };
}
