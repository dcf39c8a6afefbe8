import { median } from '../statistics.ts';
import type { Measurement } from './measure.ts';

/** The medians of several processes. */
export type Summary = Omit<Measurement, 'losses'>;

/** Medians, to a thousandth. @throws RangeError when there are no measurements. */
export function summarize(measurements: readonly Measurement[]): Summary {
  const of = (values: readonly number[]): number => Number(median(values).toFixed(3));
  const compileTimes = measurements.map(({ compileMs }) => compileMs).filter((value) => value !== null);
  return {
    msPerStep: of(measurements.map(({ msPerStep }) => msPerStep)),
    cpuMsPerStep: of(measurements.map(({ cpuMsPerStep }) => cpuMsPerStep)),
    compileMs: compileTimes.length === 0 ? null : of(compileTimes),
    firstStepMs: of(measurements.map(({ firstStepMs }) => firstStepMs)),
    peakMemoryMB: of(measurements.map(({ peakMemoryMB }) => peakMemoryMB)),
  };
}
