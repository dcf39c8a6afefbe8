import { type Contribution, defineMemory, type LinearLayer, linearLayer, type Memory } from '@pushdown/core';
import { add, expandDims, linear, mul, sigmoid, softmax, sub, sum, type Tensor, zeros } from '@pushdown/tensors';
import { z } from 'zod';

export interface PlaceholderMemoryOptions {
  /** Places of the memory; 4 by default. */
  readonly slots?: number | undefined;
  /** Numbers in a place; 5 by default. */
  readonly size?: number | undefined;
}

type Parameters = {
  /** H → slots */
  readonly address: LinearLayer;
  /** H → size */
  readonly vector: LinearLayer;
};

type State = {
  /** [B, slots, size] */
  readonly contents: Tensor;
};

/**
 * Slots that are written and read at one soft address a_t, with h_t the controller's output:
 *
 *     a_t = softmax(W h_t + b)        v_t = σ(V h_t + c)
 *     M_t[i] = M_{t−1}[i] + a_t[i] (v_t − M_{t−1}[i])        r_t = Σ_i a_t[i] M_t[i]
 */
export const placeholderMemory: Contribution<
  'memory',
  PlaceholderMemoryOptions,
  Memory<Parameters, State>
> = defineMemory({
  name: 'placeholder-memory',
  description: 'slots with soft addresses',
  options: z.strictObject({
    slots: z.int().positive().default(4),
    size: z.int().positive().default(5),
  }) as z.ZodType<Required<PlaceholderMemoryOptions>, PlaceholderMemoryOptions>,
  create: ({ slots = 4, size = 5 }) => ({
    name: 'placeholder-memory',
    actions: ['address'],
    contents: ['contents'],
    readingSize: () => size,
    parameters: (controllerSize) => ({
      address: linearLayer(controllerSize, slots),
      vector: linearLayer(controllerSize, size),
    }),
    initialState: ({ batchSize }) => ({
      state: { contents: zeros([batchSize, slots, size]) },
      reading: zeros([batchSize, size]),
    }),
    step({ parameters, hidden, state }) {
      const shares = softmax(linear(hidden, parameters.address)); // [B, slots]
      const address = expandDims(shares, 2); // [B, slots, 1]
      const vector = expandDims(sigmoid(linear(hidden, parameters.vector)), 1); // [B, 1, size]
      const contents = add(state.contents, mul(address, sub(vector, state.contents)));
      return { state: { contents }, reading: sum(mul(address, contents), 1), actions: { address: shares } };
    },
  }),
});
