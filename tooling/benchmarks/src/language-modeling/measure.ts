import { engines } from '../measuring/case.ts';
import type { Measurement } from '../measuring/measure.ts';
import { timeSteps } from '../measuring/timing.ts';
import { benchmarkChunk, benchmarkSession, chunkStep } from '../measuring/workload.ts';
import { clipNorm, type LanguageCase, languageModel, learningRate, leastSteps } from './workload.ts';

/** Measures training on chunks of a text, the state carried on, in this process, which should be a fresh one. */
export async function measureLanguage(measured: LanguageCase): Promise<Measurement> {
  const chunk = benchmarkChunk(measured.words, measured.batch, measured.steps);
  const model = await languageModel(measured);
  const engine = engines[measured.engine]();
  await engine.load?.();
  const begin = performance.now();
  const step = chunkStep(benchmarkSession({ model, engine, limit: clipNorm }), chunk, learningRate);
  const { firstStepEnd, ...times } = await timeSteps(step, measured.seconds, leastSteps);
  return {
    ...times,
    compileMs: null,
    firstStepMs: firstStepEnd - begin,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  };
}
