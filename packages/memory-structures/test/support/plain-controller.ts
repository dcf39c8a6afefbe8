import { type Controller, linearLayer, uniform } from '@pushdown/core';
import { linear, tanh, zeros } from '@pushdown/tensors';

/** A controller without memory of its own, so that what a test sees comes from the memory structure. */
export function plainController(size: number): Controller {
  return {
    name: 'plain',
    size,
    parameters: (inputSize) => ({ layer: linearLayer(inputSize, size, { initialize: uniform(1) }) }),
    initialState: ({ batchSize }) => ({ state: {}, output: zeros([batchSize, size]) }),
    step: ({ parameters, input }) => ({ state: {}, output: tanh(linear(input, parameters.layer as never)) }),
  };
}
