import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { type Batch, createRecurrentModel, type LossName, type Memory, randomStream, runOf } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { type Execution, referenceExecutor } from '@pushdown/tensors';
import { adam, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { differences, mismatch } from '../src/compare.ts';
import { admissible, alphabetSize, tolerance, trainingTolerance } from '../src/loss-cases.ts';

const cases: readonly (readonly [loss: LossName, predict: 'string' | 'stream'])[] = [
  ['cross-entropy', 'string'],
  ['mean-squared-error', 'string'],
  ['mean-squared-error', 'stream'],
  ['binary-cross-entropy', 'string'],
  ['binary-cross-entropy', 'stream'],
];

function batchOf(lengths: readonly number[], seed: number): Batch {
  const random = randomStream(seed, 'strings');
  return lengths.map((length) => Array.from({ length }, () => random.integer(alphabetSize)));
}

const one = [6, 6, 6, 6, 6];
const mixed = [3, 9, 0, 5, 1];

describe.each(cases)('the loss %s of a %s', (loss, predict) => {
  const model = createRecurrentModel({
    alphabetSize,
    // The first logits are exactly 0, which is where losses have their corners.
    controller: lstm({ size: 5, initialRange: 0.5 }),
    memory: superpositionStack({ size: 3 }) as Memory,
    loss,
    predict,
  });
  const trainable = model.parameters.map(({ path }) => path);
  // Rounding would decide what is admitted where a logit is nearly 0; none of these runs has one that is not exactly 0.
  const outputs = loss === 'cross-entropy' ? ['nats', 'logits'] : ['losses', 'admitted', 'right', 'logits'];
  const update = updateOf(adam(), 5);

  function prepare(unequalLengths: boolean): { readonly compiled: Execution; readonly reference: Execution } {
    const recurrence = model.recurrence(5, { unequalLengths });
    const [compiled, reference] = [compiledExecutor(), referenceExecutor()].map((executor) =>
      executor.prepare(recurrence, { trainable, update }),
    ) as [Execution, Execution];
    expect(compiled.executor).toBe('compiled');
    for (const [path, values] of Object.entries(model.initialize(randomStream(1, 'parameters')))) {
      // Both start from the same float32 numbers.
      compiled.writeParameter(path, values);
      reference.writeParameter(path, compiled.readParameter(path));
    }
    return { compiled, reference };
  }

  it.each([
    ['one length', one],
    ['mixed lengths', mixed],
  ])('is the same compiled, with its gradients, for strings of %s', (_name, lengths) => {
    const { compiled, reference } = prepare(lengths === mixed);
    for (const seed of [1, 2, 3]) {
      const run = { ...runOf(model, batchOf(lengths, seed), { admissible }), outputs };
      expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
    }
  });

  it.each([
    ['one length', one],
    ['mixed lengths', mixed],
  ])('is learned alike in ten steps from strings of %s, and falls', (_name, lengths) => {
    const { compiled, reference } = prepare(lengths === mixed);
    const run = { ...runOf(model, batchOf(lengths, 5), { admissible }), outputs: [] };
    const found: number[] = [];
    for (let step = 1; step <= 10; step++) {
      const settings = { learningRate: 0.02, step };
      const [actual, expected] = [compiled.train(run, settings), reference.train(run, settings)];
      expect(differences(actual, expected, trainingTolerance)).toEqual([]);
      found.push(actual.loss);
    }
    expect(found.at(-1)).toBeLessThan(found[0] as number);
    for (const path of trainable) {
      const problem = mismatch(compiled.readParameter(path), reference.readParameter(path), trainingTolerance);
      expect(problem, path).toBeUndefined();
    }
  });

  it('of a mixed batch is the mean of that of its strings', () => {
    const strings = batchOf(mixed, 6);
    const { compiled, reference } = prepare(true);
    for (const execution of [compiled, reference]) {
      const together = execution.gradients({ ...runOf(model, strings, { admissible }), outputs: [] });
      const engine = execution === compiled ? compiledExecutor() : referenceExecutor();
      const single = engine.prepare(model.recurrence(1), { trainable });
      for (const path of trainable) single.writeParameter(path, execution.readParameter(path));
      const alone = strings.map((string) =>
        single.gradients({ ...runOf(model, [string], { admissible }), outputs: [] }),
      );
      for (const path of trainable) {
        const expected = Array.from(
          together.gradients[path] ?? [],
          (_, place) => alone.reduce((total, { gradients }) => total + (gradients[path]?.[place] as number), 0) / 5,
        );
        expect(mismatch(together.gradients[path] ?? [], expected, tolerance), path).toBeUndefined();
      }
    }
  });
});
