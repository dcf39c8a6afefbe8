import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type LossName, type Memory, randomStream, runOf } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { type Execution, referenceExecutor } from '@pushdown/tensors';
import { adam, adamw, rmsprop, sgd, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { differences } from '../src/compare.ts';
import { admissible, alphabetSize, tolerance, trainingTolerance } from '../src/loss-cases.ts';
import { loadTensorflowEngines } from '../src/tensorflow-engines.ts';

const engines = await loadTensorflowEngines();
const losses: readonly (readonly [loss: LossName, predict: 'string' | 'stream'])[] = [
  ['cross-entropy', 'string'],
  ['mean-squared-error', 'string'],
  ['mean-squared-error', 'stream'],
  ['binary-cross-entropy', 'stream'],
];
const optimizers = {
  sgd: sgd({ momentum: 0.9, nesterov: true, weightDecay: 0.1 }),
  adam: adam(),
  adamw: adamw({ weightDecay: 0.5 }),
  rmsprop: rmsprop({ momentum: 0.5, centered: true, epsilon: 1e-2 }),
};

/** One string is empty, and two end together. */
const mixed = [[0, 1, 2], [2, 2, 1, 0, 1, 0], [], [1], [0, 0, 2]];
const equal = mixed.map((_, row) => [row % 3, 2, 1, 0]);

describe.each(engines.map((each) => [each.title, each] as const))('%s', (_title, { engine, missing }) => {
  describe.skipIf(missing).each(losses)('the loss %s of a %s', (loss, predict) => {
    const model = createRecurrentModel({
      alphabetSize,
      controller: lstm({ size: 5, initialRange: 0.5 }),
      memory: superpositionStack({ size: 3 }) as Memory,
      embedding: { size: 4 },
      loss,
      predict,
    });
    const trainable = model.parameters.map(({ path }) => path);
    const outputs =
      loss === 'cross-entropy' ? ['nats', 'logits', 'predicted'] : ['losses', 'admitted', 'right', 'logits'];

    function prepare(unequalLengths: boolean, update = updateOf(adam(), 5)): readonly [Execution, Execution] {
      const recurrence = model.recurrence(mixed.length, { unequalLengths });
      const [own, reference] = [engine, referenceExecutor()].map((executor) =>
        executor.prepare(recurrence, { trainable, update }),
      ) as [Execution, Execution];
      expect(own.executor).toBe(engine.name);
      for (const [path, values] of Object.entries(model.initialize(randomStream(1, 'parameters')))) {
        own.writeParameter(path, values);
        reference.writeParameter(path, own.readParameter(path));
      }
      return [own, reference];
    }

    it.each([
      ['one length', equal],
      ['mixed lengths', mixed],
    ])('is that of the reference, with its gradients, for strings of %s', (_name, batch) => {
      const [own, reference] = prepare(batch === mixed);
      const run = { ...runOf(model, batch, { admissible }), outputs };
      expect(differences(own.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
      own.dispose();
    });

    // What an optimizer gets of a loss are gradients, so one loss will do.
    it.each(loss === 'cross-entropy' ? Object.entries(optimizers) : [])(
      'is learned by %s as on the reference, from batches of mixed lengths',
      (_name, optimizer) => {
        const [own, reference] = prepare(true, updateOf(optimizer, 5, 1));
        const run = { ...runOf(model, mixed, { admissible }), outputs: [] };
        for (let step = 1; step <= 10; step++) {
          const settings = { learningRate: 0.01, step };
          expect(differences(own.train(run, settings), reference.train(run, settings), trainingTolerance)).toEqual([]);
        }
        own.dispose();
      },
    );
  });
});
