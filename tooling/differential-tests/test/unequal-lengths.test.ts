import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { type Batch, createRecurrentModel, createSession, type Memory, randomStream, runOf } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { type Execution, referenceExecutor } from '@pushdown/tensors';
import { sgd, updateOf } from '@pushdown/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mismatch } from '../src/compare.ts';

const alphabetSize = 3;
const strings = fc.array(fc.integer({ min: 0, max: alphabetSize - 1 }), { maxLength: 9 });
const batches = fc.array(strings, { minLength: 1, maxLength: 5 });

/** Sums over a batch are taken in another order than over its strings; float64 has 1e-16, float32 6e-8. */
const engines = [
  { engine: referenceExecutor(), tolerance: { relative: 1e-13, absolute: 1e-14 } },
  { engine: compiledExecutor(), tolerance: { relative: 2e-5, absolute: 2e-6 } },
] as const;

const memories: readonly (readonly [label: string, memory: Memory | undefined])[] = [
  ['no memory', undefined],
  ['a stack', superpositionStack({ size: 3 }) as Memory],
  ['two stacks', superpositionStack({ size: [2, 3] }) as Memory],
  ['a stack of hidden states', superpositionStack({ push: 'hidden' }) as Memory],
];

const cases = engines.flatMap(({ engine, tolerance }) =>
  memories.map(([label, memory]) => ({ title: `${engine.name}, ${label}`, engine, tolerance, memory })),
);

describe.each(cases)('a batch of mixed lengths: $title', ({ engine, tolerance, memory }) => {
  const model = createRecurrentModel({
    alphabetSize,
    controller: lstm({ size: 4, initialRange: 0.7 }),
    ...(memory === undefined ? {} : { memory }),
  });
  const parameters = model.initialize(randomStream(2, 'parameters'));
  const trainable = model.parameters.map(({ path }) => path);

  const prepared = new Map<string, Execution>();
  function execution(batchSize: number, unequalLengths: boolean): Execution {
    const key = `${batchSize} ${unequalLengths}`;
    const found = prepared.get(key) ?? engine.prepare(model.recurrence(batchSize, { unequalLengths }), { trainable });
    expect(found.executor).toBe(engine.name);
    if (!prepared.has(key)) for (const path of trainable) found.writeParameter(path, parameters[path] as Float64Array);
    prepared.set(key, found);
    return found;
  }

  function gradients(batch: Batch): { readonly loss: number; readonly all: Readonly<Record<string, number[]>> } {
    const run = runOf(model, batch);
    const result = execution(batch.length, run.inputs.present !== undefined).gradients({ ...run, outputs: [] });
    return {
      loss: result.loss,
      all: Object.fromEntries(trainable.map((path) => [path, Array.from(result.gradients[path] ?? [])])),
    };
  }

  it('is predicted string by string as each string is alone', () => {
    const session = createSession({ model, engine, parameters });
    fc.assert(
      fc.property(batches, (batch) => {
        const { length, nats } = session.predict(batch);
        expect(length).toBe(Math.max(...batch.map((string) => string.length)));
        for (const [column, string] of batch.entries()) {
          const own = nats.filter((_, place) => place % batch.length === column);
          const alone = [...session.predict([string]).nats, ...Array(length - string.length).fill(0)];
          expect(mismatch(own, alone, tolerance)).toBeUndefined();
        }
      }),
      { numRuns: 60 },
    );
    session.dispose();
  });

  it('has the mean of the losses and gradients of its strings', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const together = gradients(batch);
        const alone = batch.map((string) => gradients([string]));
        const mean = (of: (one: (typeof alone)[number]) => number): number =>
          alone.reduce((total, one) => total + of(one), 0) / batch.length;
        expect(mismatch([together.loss], [mean(({ loss }) => loss)], tolerance)).toBeUndefined();
        for (const path of trainable) {
          const expected = together.all[path]?.map((_, place) => mean(({ all }) => all[path]?.[place] as number)) ?? [];
          expect(mismatch(together.all[path] ?? [], expected, tolerance), path).toBeUndefined();
        }
      }),
      { numRuns: 40 },
    );
  });

  it('trains in turn with batches of one length, parameters and slots moving along', () => {
    const update = updateOf(sgd({ momentum: 0.9 }));
    const batch = [[0, 1], [2], [1, 1, 0]];
    const start = () => createSession({ model, engine, parameters, trainable, update });
    const [mixed, doubled] = [start(), start()];
    for (let step = 1; step <= 4; step++) {
      const settings = { learningRate: 0.1, step };
      // Twice the same strings have the same mean, in an execution of another size.
      expect(mixed.train(batch, settings).loss).toBeCloseTo(doubled.train([...batch, ...batch], settings).loss, 5);
      expect(mixed.train([[0], [2]], settings).loss).toBeCloseTo(doubled.train([[0], [2]], settings).loss, 5);
    }
    const expected = doubled.parameters();
    for (const [path, values] of Object.entries(mixed.parameters())) {
      const loose = { relative: 10 * tolerance.relative, absolute: 10 * tolerance.absolute };
      expect(mismatch(values, expected[path] ?? [], loose), path).toBeUndefined();
    }
  });
});
