import { type Contribution, type Controller, defineController, type LinearLayer, linearLayer } from '@pushdown/core';
import { add, concat, linear, mul, sigmoid, sub, type Tensor, tanh, zeros } from '@pushdown/tensors';
import { z } from 'zod';

export interface PlaceholderControllerOptions {
  /** Number of hidden units. */
  readonly size: number;
}

type Parameters = {
  /** I + H → H */
  readonly candidate: LinearLayer;
  /** I + H → H */
  readonly gate: LinearLayer;
};

type State = {
  /** h_t [B, H] */
  readonly hidden: Tensor;
};

/**
 * A cell with one gate, which decides how much of the state is replaced:
 *
 *     f_t = σ(W [x_t ; h_{t−1}] + b)        c_t = tanh(U [x_t ; h_{t−1}] + d)
 *     h_t = h_{t−1} + f_t (c_t − h_{t−1})
 */
export const placeholderController: Contribution<
  'controller',
  PlaceholderControllerOptions,
  Controller<Parameters, State>
> = defineController({
  name: 'placeholder-controller',
  description: 'cell with one gate',
  options: z.strictObject({ size: z.int().positive() }) as z.ZodType<
    PlaceholderControllerOptions,
    PlaceholderControllerOptions
  >,
  create: ({ size }) => ({
    name: 'placeholder-controller',
    size,
    parameters: (inputSize) => ({
      candidate: linearLayer(inputSize + size, size, { gain: 5 / 3 }),
      gate: linearLayer(inputSize + size, size),
    }),
    initialState({ batchSize }) {
      const hidden = zeros([batchSize, size]);
      return { state: { hidden }, output: hidden };
    },
    step({ parameters, input, state: { hidden: before } }) {
      const joined = concat([input, before], 1);
      const gate = sigmoid(linear(joined, parameters.gate));
      const candidate = tanh(linear(joined, parameters.candidate));
      const hidden = add(before, mul(gate, sub(candidate, before)));
      return { state: { hidden }, output: hidden };
    },
    addToHidden: ({ hidden }, change) => ({ hidden: add(hidden, change) }),
  }),
});
