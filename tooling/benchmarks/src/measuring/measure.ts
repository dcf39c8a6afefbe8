import type { Engine } from '@pushdown/core';
import { benchmarkModel } from '../models.ts';
import { type Case, type EngineName, engines } from './case.ts';
import { timeSteps } from './timing.ts';
import { benchmarkSession, benchmarkStep } from './workload.ts';

/** What one fresh process measures; a peer measures the same. */
export interface Measurement {
  /** Losses of the first steps, in nats a string. */
  readonly losses: readonly number[];
  /** Median of a step: forward, backward, clipping, update. */
  readonly msPerStep: number;
  /** Median processor time of a step, of all threads of the process. */
  readonly cpuMsPerStep: number;
  /**
   * From the traced model to the end of its first step, less one usual step; null where nothing is compiled. For the
   * compiler that is differentiation, all passes, and making and loading the code.
   */
  readonly compileMs: number | null;
  /** From before the model is made to the end of its first step; what an engine has to load is loaded before. */
  readonly firstStepMs: number;
  /** Largest resident memory of the process. */
  readonly peakMemoryMB: number;
}

/** Measures in this process, which should be a fresh one: code that ran before would be warm already. */
export async function measure({ engine: name, model: modelName, length, batch, seconds }: Case): Promise<Measurement> {
  const chosen = engines[name]();
  await chosen.load?.();
  const begin = performance.now();
  const model = benchmarkModel(modelName);
  const { engine, tracedAt } = noticing(chosen);
  const step = benchmarkStep(benchmarkSession({ model, engine }), { batch, length });
  const { losses, firstStepEnd, msPerStep, cpuMsPerStep } = await timeSteps(step, seconds);
  return {
    losses,
    msPerStep,
    cpuMsPerStep,
    compileMs: compilers.includes(name) ? firstStepEnd - tracedAt() - msPerStep : null,
    firstStepMs: firstStepEnd - begin,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  };
}

/** Engines that compile. */
const compilers: readonly EngineName[] = ['compiled', 'compiled-tensorflow'];

/** The engine, and `performance.now()` when a session first gave it a recurrence, which is traced by then. */
function noticing(engine: Engine): { readonly engine: Engine; readonly tracedAt: () => number } {
  let first = Number.NaN;
  return {
    tracedAt: () => first,
    engine: {
      ...engine,
      prepare(recurrence, options) {
        if (Number.isNaN(first)) first = performance.now();
        return engine.prepare(recurrence, options);
      },
    },
  };
}
