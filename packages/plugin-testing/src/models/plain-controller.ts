import { type Controller, type ParameterDeclaration, uniform } from '@pushdown/core';
import { add, matMul, type Tensor, tanh, zeros } from '@pushdown/tensors';

/** The controller that memories are tried with: h_t = tanh(x_t W + h_{t−1} U), without biases. */
export function plainController(size: number): Controller {
  const initialize = uniform(1);
  const controller: Controller<
    { readonly inputWeights: ParameterDeclaration; readonly recurrentWeights: ParameterDeclaration },
    { readonly hidden: Tensor }
  > = {
    name: 'plain',
    size,
    parameters: (inputSize) => ({
      inputWeights: { shape: [inputSize, size], initialize },
      recurrentWeights: { shape: [size, size], initialize },
    }),
    initialState: ({ batchSize }) => ({
      state: { hidden: zeros([batchSize, size]) },
      output: zeros([batchSize, size]),
    }),
    step({ parameters, input, state }) {
      const hidden = tanh(
        add(matMul(input, parameters.inputWeights), matMul(state.hidden, parameters.recurrentWeights)),
      );
      return { state: { hidden }, output: hidden };
    },
    addToHidden: ({ hidden }, change) => ({ hidden: add(hidden, change) }),
  };
  return controller as unknown as Controller;
}
