import { median } from '../statistics.ts';

/** So many losses, from the first step on, are reported: two programs that do the same work agree in them. */
export const checkedSteps = 5;
/** However slow a step is, so many warm up after the first, and so many count. */
export interface LeastSteps {
  readonly warmUp: number;
  readonly counted: number;
}

const usualSteps: LeastSteps = { warmUp: 4, counted: 8 };

export interface StepTimes {
  /** Of the first `checkedSteps` steps. */
  readonly losses: readonly number[];
  /** `performance.now()` when the first step was done. */
  readonly firstStepEnd: number;
  /** Median of the steps that count, in milliseconds. */
  readonly msPerStep: number;
  /**
   * Processor time of all threads of this process, in milliseconds, as a median of the steps that count. Other processes
   * do not lengthen it; much more than `msPerStep` means more than one thread.
   */
  readonly cpuMsPerStep: number;
}

/**
 * Repeats a training step for so many seconds after the first one. A third of them warms up and does not count.
 * `peers/harness.py` keeps the same rule.
 * @param step trains once and returns the loss.
 */
export async function timeSteps(
  step: () => number | Promise<number>,
  seconds: number,
  leastSteps: LeastSteps = usualSteps,
): Promise<StepTimes> {
  const losses = [await step()];
  const firstStepEnd = performance.now();

  /** Elapsed and processor time of at least so many steps, for at least so long. */
  async function repeat(steps: number, milliseconds: number): Promise<{ elapsed: number[]; cpu: number[] }> {
    const [elapsed, cpu]: [number[], number[]] = [[], []];
    const begin = performance.now();
    while (elapsed.length < steps || performance.now() - begin < milliseconds) {
      const cpuBefore = process.cpuUsage();
      const start = performance.now();
      const loss = await step();
      elapsed.push(performance.now() - start);
      const { user, system } = process.cpuUsage(cpuBefore);
      cpu.push((user + system) / 1000);
      if (losses.length < checkedSteps) losses.push(loss);
    }
    return { elapsed, cpu };
  }

  await repeat(leastSteps.warmUp, (seconds * 1000) / 3);
  const { elapsed, cpu } = await repeat(leastSteps.counted, (seconds * 2000) / 3);
  return { losses, firstStepEnd, msPerStep: median(elapsed), cpuMsPerStep: median(cpu) };
}
