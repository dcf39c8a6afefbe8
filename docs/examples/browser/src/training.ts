import { gru } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import {
  createRecurrentModel,
  createSession,
  evaluateModel,
  inspectMemory,
  type MemoryStep,
  randomStream,
} from '@pushdown/core';
import { perplexity } from '@pushdown/evaluation';
import { superpositionStack } from '@pushdown/memory-structures';
import { referenceExecutor } from '@pushdown/tensors';
import { adam, sampleBatches, testBatches, updateOf } from '@pushdown/training';
import type { Score, Settings } from './messages.ts';
import type { Task } from './tasks.ts';

const batchSize = 10;
const learningRate = 0.02;

/** A network that is being trained. */
export interface Training {
  readonly parameterCount: number;
  /** Steps done. */
  readonly step: number;
  train(steps: number): void;
  /** On strings that are the same every time. */
  measure(): Score;
  look(string: readonly number[]): MemoryStep[];
  dispose(): void;
}

/**
 * A GRU with a superposition stack, trained with the compiled engine. It is so small that a stack is worth more to it than
 * what its units could remember.
 */
export function createTraining({ language, range }: Task, { frozen, seed }: Settings): Training {
  const model = createRecurrentModel({
    alphabetSize: language.alphabet.length,
    controller: gru({ size: 6 }),
    memory: superpositionStack({ size: 3 }),
  });
  const session = createSession({
    model,
    engine: compiledExecutor(),
    parameters: model.initialize(randomStream(seed, 'parameters')),
    trainable: model.parameters.filter(({ component }) => component !== frozen).map(({ path }) => path),
    update: updateOf(adam(), 5),
  });
  const data = randomStream(seed, 'data/training');
  const strings = { language, range, batchSize };
  const test = testBatches({ ...strings, stringsPerLength: batchSize, random: randomStream(seed, 'data/test') });
  const context = { language, range, trainingRange: range };
  let step = 0;
  return {
    parameterCount: model.parameterCount,
    get step() {
      return step;
    },
    train(steps) {
      for (const batch of sampleBatches({ ...strings, batches: steps, random: data })) {
        step += 1;
        session.train(batch, { learningRate, step });
      }
    },
    measure() {
      const measured = evaluateModel({ session, batches: test, evaluations: [perplexity()], context }).perplexity;
      const { value, bound = Number.NaN, bigram = Number.NaN } = measured ?? { value: Number.NaN };
      return { network: Math.log(value), bound: Math.log(bound), bigram: Math.log(bigram) };
    },
    look(string) {
      // For one string, compiling would take longer than interpreting.
      return inspectMemory({ model, engine: referenceExecutor(), parameters: session.parameters(), string });
    },
    dispose: () => session.dispose(),
  };
}
