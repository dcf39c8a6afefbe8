import { beforeTraining, type ParameterDescription, randomStream } from '@pushdown/core';
import { freezeController, freezeControllerAndMemory, freezeMemory, freezeNothing } from '@pushdown/freeze-strategies';
import { type Execution, referenceExecutor } from '@pushdown/tensors';
import { adam, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { differences } from '../src/compare.ts';
import { batch, modelOf, models, runOf, tolerancesFor } from '../src/parts.ts';
import { loadTensorflowEngines } from '../src/tensorflow-engines.ts';

const engines = await loadTensorflowEngines();

/** Every controller and every memory once; these engines are too slow for every pair, which the compiler is tested with. */
const chosen = models.filter(
  ({ controller, memory, predict }) =>
    predict === 'string' && (controller.label === models[0]?.controller.label || memory.label === 'no memory'),
);

const freezing = {
  nothing: freezeNothing({}),
  memory: freezeMemory({}),
  controller: freezeController({}),
  'controller and memory': freezeControllerAndMemory({}),
};

describe.each(engines.map((each) => [each.title, each] as const))('%s', (_title, { engine, missing }) => {
  describe.skipIf(missing).each(chosen)('$label', (parts) => {
    const { tolerance, trainingTolerance } = tolerancesFor(parts.controller);
    const model = modelOf(parts);
    const recurrence = model.recurrence(batch);
    const update = updateOf(adam(), 5);

    function prepare(trainable: readonly string[]): { readonly tensorflow: Execution; readonly reference: Execution } {
      const [tensorflow, reference] = [engine, referenceExecutor()].map((executor) =>
        executor.prepare(recurrence, { trainable, update }),
      ) as [Execution, Execution];
      expect(tensorflow.executor).toBe(engine.name);
      for (const [path, values] of Object.entries(model.initialize(randomStream(1, 'parameters')))) {
        // Both start from the same float32 numbers.
        tensorflow.writeParameter(path, values);
        reference.writeParameter(path, tensorflow.readParameter(path));
      }
      return { tensorflow, reference };
    }

    it('computes what the reference does, forward and backward, in runs of several lengths', () => {
      const { tensorflow, reference } = prepare(model.parameters.map(({ path }) => path));
      for (const steps of [7, 0, 1]) {
        const run = runOf(model, steps, steps, true);
        expect(differences(tensorflow.forward(run), reference.forward(run), tolerance)).toEqual([]);
        expect(differences(tensorflow.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
      }
      tensorflow.dispose();
    });

    // Of a variant one freezing mode will do; what is frozen does not depend on its options.
    const modes = Object.entries(freezing).slice(0, parts.memory.primary ? undefined : 1);
    it.each(modes)('learns what the reference learns in ten steps, freezing %s', (_name, strategy) => {
      const isFrozen = (parameter: ParameterDescription): boolean => strategy.isFrozen(parameter, beforeTraining);
      const trainable = model.parameters.filter((parameter) => !isFrozen(parameter)).map(({ path }) => path);
      const { tensorflow, reference } = prepare(trainable);
      const before = new Map(model.parameters.map(({ path }) => [path, tensorflow.readParameter(path)]));
      for (let step = 1; step <= 10; step++) {
        const run = { ...runOf(model, 2 + (step % 3), step), outputs: [] };
        const settings = { learningRate: 0.01, step };
        const [actual, expected] = [tensorflow.train(run, settings), reference.train(run, settings)];
        expect(differences(actual, expected, trainingTolerance)).toEqual([]);
      }
      const read = (execution: Execution) => ({
        outputs: {},
        gradients: Object.fromEntries(trainable.map((path) => [path, execution.readParameter(path)])),
      });
      expect(differences(read(tensorflow), read(reference), trainingTolerance)).toEqual([]);
      for (const { path } of model.parameters)
        if (!trainable.includes(path)) expect(tensorflow.readParameter(path), path).toEqual(before.get(path));
      tensorflow.dispose();
    });
  });
});
