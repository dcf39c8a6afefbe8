import { add, defineRecurrence, matMul, mul, type Recurrence, sum, type Tensor, tanh, zeros } from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { compiledExecutor } from '../src/index.ts';
import type { Passes } from '../src/passes/passes.ts';
import { buildPlan } from '../src/plan/build.ts';
import { formatPlan } from '../src/plan/format.ts';
import { fillParameters, randomRun } from './support/compare.ts';

const [batch, size] = [8, 5];

/** A state of few numbers from which many are predicted: so many logits. */
function classifier(logits: number): Recurrence {
  return defineRecurrence({
    name: 'classifier',
    batchSize: batch,
    parameters: { recurrent: [size, size], classifier: [size, logits] },
    inputs: { x: { shape: [batch, size], dtype: 'float' } },
    initial: () => ({ carry: { h: zeros([batch, size]) } }),
    step: ({ parameters: p, inputs, carry }) => {
      const h = tanh(add(inputs.x as Tensor, matMul(carry.h as Tensor, p.recurrent as Tensor)));
      const y = tanh(matMul(h, p.classifier as Tensor));
      return { carry: { h }, outputs: { loss: sum(mul(y, y)) } };
    },
  });
}

const trainable = ['recurrent', 'classifier'];

/** The loop nest that sums up the gradient of the classifier. */
function gradientNest(logits: number, passes: Partial<Passes>): string | undefined {
  const plan = buildPlan(classifier(logits), { trainable, outputs: ['loss'], passes });
  return formatPlan(plan)
    .split('\n')
    .find((line) => line.includes(`0..${logits}`) && line.includes('sum over t in 0..steps, lanes of mul'));
}

describe('sums over time for every pair of a number of the state and a logit', () => {
  it('run over the state inside where the gradients of all logits are too long for the cache', () => {
    // 4 bytes for each of 8 sequences, at 32 steps: 512 logits fill 512 KiB.
    expect(gradientNest(600, {})).toMatch(/^ {2}for v1 in 0\.\.600, v0 in 0\.\.5:/);
    expect(gradientNest(500, {})).toMatch(/^ {2}for v0 in 0\.\.5, v1 in 0\.\.500:/);
    expect(gradientNest(600, { ordering: false })).toMatch(/^ {2}for v0 in 0\.\.5, v1 in 0\.\.600:/);
  });

  it('give the same bits in any order', () => {
    const recurrence = classifier(600);
    const run = randomRun(recurrence, 9, 3);
    const gradients = [true, false].map((ordering) => {
      const execution = compiledExecutor({ passes: { ordering } }).prepare(recurrence, { trainable });
      fillParameters([execution], recurrence, 3);
      return execution.gradients(run).gradients.classifier;
    });
    expect(gradients[0]).toHaveLength(size * 600);
    expect(gradients[0]).toEqual(gradients[1]);
  });
});
