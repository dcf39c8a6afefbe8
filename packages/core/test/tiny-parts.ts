import { type Controller, constant, type Memory, type ParameterDeclaration, uniform } from '@pushdown/core';
import { add, concat, linear, mul, type Tensor, tanh, zeros } from '@pushdown/tensors';

type CellParameters = {
  readonly cell: { readonly weights: ParameterDeclaration; readonly bias: ParameterDeclaration };
  readonly start: ParameterDeclaration;
};

/** h' = tanh([x ; h] · weights + bias), with a learned h_0, so that the first prediction is no constant. */
export function tinyController(size: number, name = 'tiny'): Controller<CellParameters, { readonly hidden: Tensor }> {
  return {
    name,
    size,
    parameters: (inputSize) => ({
      cell: {
        weights: { shape: [inputSize + size, size], initialize: uniform(0.5) },
        bias: { shape: [size], initialize: uniform(0.5) },
      },
      start: { shape: [size], initialize: uniform(0.5) },
    }),
    initialState({ parameters, batchSize }) {
      const output = add(parameters.start, zeros([batchSize, size]));
      return { state: { hidden: output }, output };
    },
    step({ parameters, input, state }) {
      const hidden = tanh(linear(concat([input, state.hidden], 1), parameters.cell));
      return { state: { hidden }, output: hidden };
    },
  };
}

/** Keeps a decaying sum of hidden vectors; its reading is that sum, plus a learned offset. */
export const tinyMemory: Memory<{ readonly offset: ParameterDeclaration }, { readonly total: Tensor }> = {
  name: 'trace',
  actions: ['kept'],
  readingSize: (controllerSize) => controllerSize,
  parameters: (controllerSize) => ({ offset: { shape: [controllerSize], initialize: constant(0.25) } }),
  initialState: ({ parameters, batchSize, controllerSize }) => ({
    state: { total: zeros([batchSize, controllerSize]) },
    reading: add(parameters.offset, zeros([batchSize, controllerSize])),
  }),
  step({ parameters, hidden, state }) {
    const kept = mul(0.5, state.total);
    const total = add(kept, hidden);
    return { state: { total }, reading: add(total, parameters.offset), actions: { kept } };
  },
};
