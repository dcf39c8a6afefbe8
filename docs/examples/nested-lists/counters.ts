import { defineMemory, linearLayer } from '@pushdown/core';
import { add, concat, exp, linear, neg, relu, tanh, zeros } from '@pushdown/tensors';
import { z } from 'zod';

/**
 * Counters that go up and down by as much as the controller says, and never below 0. With h_t the controller's output:
 *
 *     a_t = tanh(W h_t + b)        c_t = max(0, c_{t−1} + a_t)        r_t = [tanh(c_t) ; exp(−c_t)]
 *
 * The second half of the reading tells which counters are at 0.
 */
export const counters = defineMemory({
  name: 'counters',
  description: 'counters that the controller moves up and down',
  options: z.strictObject({ count: z.int().positive().default(2) }),
  create: ({ count }) => ({
    name: 'counters',
    actions: ['change'],
    contents: ['counts'],
    readingSize: () => 2 * count,
    parameters: (controllerSize) => ({ change: linearLayer(controllerSize, count) }),
    initialState({ batchSize }) {
      const counts = zeros([batchSize, count]);
      return { state: { counts }, reading: concat([tanh(counts), exp(neg(counts))], 1) };
    },
    step({ parameters, hidden, state }) {
      const change = tanh(linear(hidden, parameters.change)); // [B, count]
      const counts = relu(add(state.counts, change));
      return { state: { counts }, reading: concat([tanh(counts), exp(neg(counts))], 1), actions: { change } };
    },
  }),
});
