import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { type Batch, createRecurrentModel, createSession, type Memory, randomStream, runOf } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { type Execution, referenceExecutor, type Values } from '@pushdown/tensors';
import { adam, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { mismatch } from '../src/compare.ts';

const sizes = [1, 2, 3, 4, 5, 7, 8, 9, 17];
const alphabetSize = 3;
const model = createRecurrentModel({
  alphabetSize,
  controller: lstm({ size: 5, initialRange: 0.5 }),
  memory: superpositionStack({ size: 3 }) as Memory,
});
const parameters = model.initialize(randomStream(1, 'parameters'));
const trainable = model.parameters.map(({ path }) => path).filter((path) => path !== 'controller/lstm/inputBias');
const update = updateOf(adam(), 5);

/** Sums over a batch are taken in another order than over its strings; float64 has 1e-16, float32 6e-8. */
const engines = [
  { name: 'reference', engine: referenceExecutor(), tolerance: { relative: 1e-13, absolute: 1e-14 } },
  { name: 'compiled', engine: compiledExecutor(), tolerance: { relative: 2e-5, absolute: 2e-6 } },
] as const;

function batchOf(size: number, length: number, seed: number): Batch {
  const random = randomStream(seed, 'strings');
  return Array.from({ length: size }, () => Array.from({ length }, () => random.integer(alphabetSize)));
}

describe.each(engines)('on the engine $name', ({ engine, tolerance }) => {
  function prepare(batchSize: number): Execution {
    const execution = engine.prepare(model.recurrence(batchSize), { trainable, update });
    for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
    return execution;
  }

  const single = prepare(1);

  it.each(sizes)('each of %i strings is predicted as alone, and they have the mean of their gradients', (size) => {
    const batch = batchOf(size, 7, size);
    const together = prepare(size).gradients({ ...runOf(model, batch), outputs: ['nats'] });
    const alone = batch.map((string) => single.gradients({ ...runOf(model, [string]), outputs: ['nats'] }));
    for (const [column, { outputs }] of alone.entries()) {
      const own = together.outputs.nats?.values.filter((_, place) => place % size === column) ?? [];
      expect(mismatch(own, outputs.nats?.values ?? [], tolerance)).toBeUndefined();
    }
    const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / size;
    expect(mismatch([together.loss], [mean(alone.map(({ loss }) => loss))], tolerance)).toBeUndefined();
    for (const path of trainable) {
      const found = together.gradients[path] as Values;
      const expected = Array.from(found, (_, place) =>
        mean(alone.map(({ gradients }) => gradients[path]?.[place] as number)),
      );
      expect(mismatch(found, expected, tolerance), path).toBeUndefined();
    }
  });

  it.each(sizes)('epochs of batches of %i with a smaller last one train as fresh executions do, bit by bit', (size) => {
    // The last batch of an epoch is what is left of the strings; batches of mixed lengths have executions of their own.
    const last = Math.max(1, size >> 1);
    const epoch = (seed: number): Batch[] => [
      batchOf(size, 5, seed),
      batchOf(size, 3, seed + 1),
      [...batchOf(last, 4, seed + 2)],
      [...batchOf(last, 2, seed + 3), ...batchOf(1, 5, seed)],
    ];
    const batches = [...epoch(10), ...epoch(20), ...epoch(30)];
    const session = createSession({ model, engine, parameters, trainable, update });

    let stored: Readonly<Record<string, Values>> = Object.fromEntries(
      model.parameters.map(({ path }) => [path, prepare(1).readParameter(path)]),
    );
    let slots: Readonly<Record<string, Readonly<Record<string, Values>>>> = {};
    for (const [index, batch] of batches.entries()) {
      const settings = { learningRate: 0.05, step: index + 1 };
      const run = runOf(model, batch);
      const unequalLengths = run.inputs.present !== undefined;
      const fresh = engine.prepare(model.recurrence(batch.length, { unequalLengths }), { trainable, update });
      for (const [path, values] of Object.entries(stored)) fresh.writeParameter(path, values);
      for (const [slot, all] of Object.entries(slots))
        for (const [path, values] of Object.entries(all)) fresh.writeSlot(slot, path, values);

      expect(session.train(batch, settings)).toEqual(picked(fresh.train({ ...run, outputs: [] }, settings)));
      // Predictions for batches of another size come between and leave no trace.
      if (index % 3 === 0) session.predict(batchOf(size + 1, 2, index));

      stored = Object.fromEntries(model.parameters.map(({ path }) => [path, fresh.readParameter(path)]));
      slots = Object.fromEntries(
        update.slots.map((slot) => [
          slot,
          Object.fromEntries(trainable.map((path) => [path, fresh.readSlot(slot, path)])),
        ]),
      );
      fresh.dispose();
    }
    expect(session.parameters()).toEqual(stored);
    session.dispose();
  });
});

function picked({ loss, reports }: { readonly loss: number; readonly reports: Readonly<Record<string, number>> }) {
  return { loss, reports };
}
