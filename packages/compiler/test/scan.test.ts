import {
  add,
  broadcastTo,
  capacity,
  concat,
  cumsum,
  defineRecurrence,
  expandDims,
  mul,
  type Recurrence,
  sigmoid,
  sliceAxis,
  sub,
  sum,
  type Tensor,
  tanh,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { differences, randomRun } from './support/compare.ts';
import { checkTraining, prepare, tolerance } from './support/pair.ts';
import { updates } from './support/updates.ts';

/** A stack whose elements are weighed by how much lies above and below them; running sums go along the capacity. */
function weighed(batch: number, batchSize?: number): Recurrence {
  return defineRecurrence({
    name: 'weighed',
    ...(batchSize === undefined ? {} : { batchSize }),
    parameters: { scale: [], start: [2], strength: [] },
    inputs: { x: { shape: [batch, 2], dtype: 'float' } },
    initial: ({ parameters }) => ({
      carry: { elements: broadcastTo(expandDims(parameters.start as Tensor, 0), [batch, capacity, 2]) },
    }),
    step: ({ parameters, inputs, carry }) => {
      const elements = carry.elements as Tensor;
      const value = tanh(mul(inputs.x as Tensor, parameters.scale as Tensor));
      const pushed = concat([expandDims(value, 1), sliceAxis(elements, 1, 0, -1)], 1);
      const above = cumsum(pushed, 1, true);
      const below = cumsum(tanh(pushed), 1, false, true);
      // The pieces of the concatenation are put together before they are summed.
      const joined = cumsum(concat([below, mul(pushed, 0.5)], 2), 2, true, true);
      const weights = sigmoid(sub(parameters.strength as Tensor, mul(0.1, above)));
      const next = mul(pushed, weights);
      return {
        carry: { elements: next },
        outputs: { above, below, joined, loss: sum(tanh(mul(0.05, add(sum(joined), sum(mul(below, next)))))) },
      };
    },
  });
}

describe.each([1, 4, 10, 37, undefined])('running sums along a capacity (batch of %s)', (batch) => {
  const recurrence = weighed(batch ?? 3, batch);
  it('agree for all sizes', () => {
    const { compiled, reference } = prepare(recurrence, ['scale', 'start', 'strength']);
    for (const [steps, size] of [
      [6, undefined],
      [3, 1],
      [2, 9],
      [0, 4],
      [5, 2],
    ] as const) {
      const run = {
        ...randomRun(recurrence, steps, 3),
        ...(size === undefined ? {} : { capacity: size }),
        keepCarry: true,
      };
      expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
      expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
    }
  });
  it.each(Object.entries(updates))('agree over ten steps of training by %s', (_name, update) => {
    checkTraining(recurrence, ['scale', 'start', 'strength'], update, (step) => randomRun(recurrence, 5, step % 2));
  });
});
