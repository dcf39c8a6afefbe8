import { linearLayer, type Memory, type ParameterDeclaration } from '@pushdown/core';
import { add, linear, mul, type Tensor, tanh, zeros } from '@pushdown/tensors';

/** The memory that freezing is tried with: one vector, m_t = ½ m_{t−1} + tanh(W h_t + b), which is also the reading. */
export function plainMemory(size: number): Memory {
  const memory: Memory<
    { readonly kept: { readonly weights: ParameterDeclaration; readonly bias: ParameterDeclaration } },
    { readonly kept: Tensor }
  > = {
    name: 'plain-memory',
    readingSize: () => size,
    parameters: (controllerSize) => ({ kept: linearLayer(controllerSize, size) }),
    initialState: ({ batchSize }) => ({ state: { kept: zeros([batchSize, size]) }, reading: zeros([batchSize, size]) }),
    step({ parameters, hidden, state }) {
      const kept = add(mul(0.5, state.kept), tanh(linear(hidden, parameters.kept)));
      return { state: { kept }, reading: kept };
    },
  };
  return memory as unknown as Memory;
}
