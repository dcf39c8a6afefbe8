import { type LinearLayer, linearLayer, type Memory, type ParameterTree } from '@pushdown/core';
import { capacity, concat, element, linear, sigmoid, sliceAxis, type Tensor, tanh, zeros } from '@pushdown/tensors';
import { shiftDown } from './shift.ts';
import { type Order, read, strengthBefore, take } from './strengths.ts';

export interface StrengthParameters extends ParameterTree {
  /** H → 2 logits, in the order push strength, pop strength. */
  readonly actions: LinearLayer;
  /** H → m */
  readonly pushedVector: LinearLayer;
}

export type StrengthState = {
  /** s [B, capacity], the newest first. */
  readonly strengths: Tensor;
  /** V [B, capacity, m], the newest first. */
  readonly values: Tensor;
};

/**
 * A memory that pops from one end and pushes a new element: a stack if the newest elements are popped and read first, a
 * queue if the oldest are. With d, u = σ(W h + b) and v = tanh(W′ h + b′), a step pops u, pushes v with strength d, and
 * reads.
 */
export function strengthMemory(options: {
  readonly name: string;
  readonly size: number;
  readonly order: Order;
}): Memory<StrengthParameters, StrengthState> {
  const { name, size, order } = options;
  return {
    name,
    actions: ['push', 'pop'],
    contents: ['strengths', 'values'],
    readingSize: () => size,
    parameters: (controllerSize) => ({
      actions: linearLayer(controllerSize, 2),
      pushedVector: linearLayer(controllerSize, size, { gain: 5 / 3 }),
    }),
    initialState: ({ batchSize }) => ({
      state: { strengths: zeros([batchSize, capacity]), values: zeros([batchSize, capacity, size]) },
      reading: zeros([batchSize, size]),
    }),
    step({ parameters: p, hidden, state }) {
      const amounts = sigmoid(linear(hidden, p.actions));
      const [push, pop] = [sliceAxis(amounts, 1, 0, 1), sliceAxis(amounts, 1, 1)];
      const left = take(state.strengths, pop, strengthBefore(state.strengths, order));
      const strengths = concat([push, sliceAxis(left, 1, 0, -1)], 1);
      const values = shiftDown(state.values, tanh(linear(hidden, p.pushedVector)));
      return {
        state: { strengths, values },
        reading: read(strengths, values, strengthBefore(strengths, order)),
        actions: { push: element(amounts, 1, 0), pop: element(amounts, 1, 1) },
      };
    },
  };
}
