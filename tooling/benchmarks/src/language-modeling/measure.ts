import { createSession, randomStream } from '@pushdown/core';
import { sgd, updateOf } from '@pushdown/training';
import { engines } from '../measuring/case.ts';
import type { Measurement } from '../measuring/measure.ts';
import { timeSteps } from '../measuring/timing.ts';
import { benchmarkChunk, clipNorm, type LanguageCase, languageModel, learningRate, leastSteps } from './workload.ts';

/** Measures training on chunks of a text, the state carried on, in this process, which should be a fresh one. */
export async function measureLanguage(measured: LanguageCase): Promise<Measurement> {
  const chunk = benchmarkChunk(measured);
  const model = await languageModel(measured);
  const parameters = model.initialize(randomStream(1, 'parameters'));
  const engine = engines[measured.engine]();
  await engine.load?.();
  const begin = performance.now();
  const session = createSession({
    model,
    engine,
    parameters,
    trainable: model.parameters.map(({ path }) => path),
    update: updateOf(sgd(), clipNorm),
  });
  let step = 0;
  let carry: ReturnType<typeof session.trainChunk>['carry'] | undefined;
  const train = (): number => {
    const context = { carry, capacity: measured.steps };
    const trained = session.trainChunk(chunk, { learningRate, step: ++step }, context);
    carry = trained.carry;
    return trained.loss;
  };
  const { firstStepEnd, ...times } = await timeSteps(train, measured.seconds, leastSteps);
  return {
    ...times,
    compileMs: null,
    firstStepMs: firstStepEnd - begin,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  };
}
