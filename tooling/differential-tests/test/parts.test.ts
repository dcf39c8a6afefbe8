import { allPasses, compiledExecutor } from '@pushdown/compiler';
import { randomStream } from '@pushdown/core';
import { type Execution, referenceExecutor } from '@pushdown/tensors';
import { adam, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { differences } from '../src/compare.ts';
import {
  batch,
  contributionsOf,
  controllerOptions,
  memoryOptions,
  modelOf,
  models,
  runOf,
  tolerancesFor,
} from '../src/parts.ts';

it.each(['controller', 'memory'] as const)('every %s is compared', (kind) => {
  const table = kind === 'controller' ? controllerOptions : memoryOptions;
  const names = contributionsOf(kind).map(({ contributionName }) => contributionName);
  expect(names.filter((name) => (table[name] ?? []).length === 0)).toEqual([]);
  expect(Object.keys(table).filter((name) => !names.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(0);
});

describe.each(models)('$label', ({ controller, memory, predict }) => {
  const { tolerance, trainingTolerance } = tolerancesFor(controller);
  const model = modelOf({ controller, memory, predict });
  const recurrence = model.recurrence(batch);
  const trainable = Object.keys(recurrence.parameters);
  const update = updateOf(adam(), 5);

  function prepare(): { readonly compiled: Execution; readonly reference: Execution } {
    const [compiled, reference] = [compiledExecutor({ unwritten: Number.NaN }), referenceExecutor()].map((executor) =>
      executor.prepare(recurrence, { trainable, update }),
    ) as [Execution, Execution];
    expect(compiled.executor).toBe('compiled');
    const initial = model.initialize(randomStream(1, 'parameters'));
    for (const [path, values] of Object.entries(initial)) {
      // Both start from the same float32 numbers.
      compiled.writeParameter(path, values);
      reference.writeParameter(path, compiled.readParameter(path));
    }
    return { compiled, reference };
  }

  it('computes what the reference does, forward and backward, in runs of several lengths', () => {
    const { compiled, reference } = prepare();
    for (const steps of [12, 0, 1, 30]) {
      // Whole states, or only what can still matter of them.
      const run = runOf(model, steps, steps, steps % 2 === 0);
      expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
      expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
    }
  });

  it('computes the same without any one of the passes', () => {
    const { reference } = prepare();
    const run = runOf(model, 12, 5);
    const expected = reference.gradients(run);
    // Products are left to a host, and here is none.
    for (const pass of Object.keys(allPasses).filter((name) => name !== 'products')) {
      const compiled = compiledExecutor({ passes: { [pass]: false } }).prepare(recurrence, { trainable, update });
      for (const path of trainable) compiled.writeParameter(path, reference.readParameter(path));
      expect(differences(compiled.gradients(run), expected, tolerance), pass).toEqual([]);
    }
  });

  it('learns what the reference learns in ten steps', () => {
    const { compiled, reference } = prepare();
    for (let step = 1; step <= 10; step++) {
      const run = runOf(model, 6 + (step % 3), step);
      const settings = { learningRate: 0.01, step };
      expect(differences(compiled.train(run, settings), reference.train(run, settings), trainingTolerance)).toEqual([]);
    }
    const read = (execution: Execution) => ({
      outputs: {},
      gradients: Object.fromEntries(trainable.map((path) => [path, execution.readParameter(path)])),
    });
    expect(differences(read(compiled), read(reference), trainingTolerance)).toEqual([]);
    // A memory may not be acting yet: what learns is what learns on the reference.
    const start = prepare();
    const moved = (name: 'compiled' | 'reference', now: Execution): string[] =>
      trainable.filter((path) => {
        const before = start[name].readParameter(path);
        return now.readParameter(path).some((value, index) => value !== before[index]);
      });
    expect(moved('compiled', compiled)).toEqual(moved('reference', reference));
    expect(moved('compiled', compiled).length).toBeGreaterThan(0);
  });
});
