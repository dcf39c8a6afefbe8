import { compiledExecutor } from '@pushdown/compiler';
import { createSession, type Engine, randomStream, referenceEngine } from '@pushdown/core';
import { adam, updateOf } from '@pushdown/training';
import { benchmarkModel } from './models.ts';

/** What one fresh process measures. */
export interface Measurement {
  /** Median over the steps, in milliseconds: forward, backward, clipping, Adam. */
  readonly msPerStep: number;
  /** From before tracing the model to the end of the first step, in milliseconds. */
  readonly firstStepMs: number;
  /** Largest resident memory of the process. */
  readonly peakMemoryMB: number;
}

/** Engines that can be measured, by name. */
const engines: Readonly<Record<string, () => Engine>> = {
  reference: () => referenceEngine(),
  compiled: compiledExecutor,
};

export interface Case {
  readonly engine: string;
  readonly model: string;
  readonly length: number;
  readonly batch: number;
  readonly steps: number;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

function measure({ engine, model: name, length, batch, steps }: Case): Measurement {
  const random = randomStream(1, 'benchmark');
  const strings = Array.from({ length: batch }, () => Array.from({ length }, () => random.integer(3)));
  const begin = performance.now();
  const model = benchmarkModel(name);
  const session = createSession({
    model,
    engine: (engines[engine] as () => Engine)(),
    parameters: model.initialize(randomStream(1, 'parameters')),
    trainable: model.parameters.map(({ path }) => path),
    update: updateOf(adam(), 5),
  });
  const times: number[] = [];
  let firstStepMs = 0;
  for (let step = 1; step <= steps; step++) {
    const start = performance.now();
    session.train(strings, { learningRate: 1e-3, step });
    times.push(performance.now() - start);
    if (step === 1) firstStepMs = performance.now() - begin;
  }
  // The first third warms the just-in-time compiler of the JavaScript engine up.
  const counted = times.slice(Math.floor(steps / 3));
  return { msPerStep: median(counted), firstStepMs, peakMemoryMB: process.resourceUsage().maxRSS / 1024 };
}

process.stdout.write(JSON.stringify(measure(JSON.parse(process.argv[2] as string) as Case)));
