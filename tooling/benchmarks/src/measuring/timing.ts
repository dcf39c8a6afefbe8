import { median } from '../statistics.ts';

/** So many losses, from the first step on, are reported: two programs that do the same work agree in them. */
export const checkedSteps = 5;
/** A slow step is measured at least so often after the first. */
const leastSteps = 10;

export interface StepTimes {
  /** Of the first `checkedSteps` steps. */
  readonly losses: readonly number[];
  /** `performance.now()` when the first step was done. */
  readonly firstStepEnd: number;
  /** Median of the later steps, in milliseconds. */
  readonly msPerStep: number;
}

/**
 * Repeats a training step for so many seconds after the first one. The first third of the steps warms up and does not
 * count. `peers/harness.py` keeps the same rule.
 * @param step trains once and returns the loss.
 */
export async function timeSteps(step: () => number | Promise<number>, seconds: number): Promise<StepTimes> {
  const losses = [await step()];
  const firstStepEnd = performance.now();
  const times: number[] = [];
  for (let start = firstStepEnd; times.length < leastSteps || start - firstStepEnd < seconds * 1000; ) {
    const loss = await step();
    const end = performance.now();
    times.push(end - start);
    if (losses.length < checkedSteps) losses.push(loss);
    start = end;
  }
  return { losses, firstStepEnd, msPerStep: median(times.slice(Math.floor(times.length / 3))) };
}
