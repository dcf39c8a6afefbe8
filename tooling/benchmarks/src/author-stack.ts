import { defineMemory, linearLayer, type Memory } from '@pushdown/core';
import { capacity, concat, linear, mul, reshape, sigmoid, sliceAxis, softmax, sum, zeros } from '@pushdown/tensors';
import { z } from 'zod';

const stack = defineMemory({
  name: 'author-stack',
  description: 'superposition stack of an author',
  options: z.strictObject({ size: z.int().positive().default(10) }),
  create: ({ size }) => ({
    name: 'author-stack',
    readingSize: () => size,
    parameters: (controllerSize) => ({
      actions: linearLayer(controllerSize, 3),
      pushedVector: linearLayer(controllerSize, size),
    }),
    initialState: ({ batchSize }) => ({
      state: { elements: zeros([batchSize, capacity, size]) },
      reading: zeros([batchSize, size]),
    }),
    step({ parameters, hidden, state: { elements } }) {
      const [batch] = hidden.shape as [number];
      const actions = reshape(softmax(linear(hidden, parameters.actions)), [batch, 3, 1, 1]);
      const vector = reshape(sigmoid(linear(hidden, parameters.pushedVector)), [batch, 1, size]);
      const pushed = concat([vector, sliceAxis(elements, 1, 0, -1)], 1);
      const popped = concat([sliceAxis(elements, 1, 1), zeros([batch, 1, size])], 1);
      const outcomes = [pushed, popped, elements].map((outcome) => reshape(outcome, [batch, 1, capacity, size]));
      const next = sum(mul(actions, concat(outcomes, 1)), 1); // [B, capacity, size]
      return { state: { elements: next }, reading: reshape(sliceAxis(next, 1, 0, 1), [batch, size]) };
    },
  }),
});

/**
 * A superposition stack as somebody outside this repository would write it, from the formula and two packages: that of
 * docs/write-your-own-memory.md. It computes what the built-in one does, but as a sum over an axis of the three possible
 * stacks.
 * @param size numbers in a vector on the stack.
 */
export function authorStack(size: number): Memory {
  return stack({ size });
}
