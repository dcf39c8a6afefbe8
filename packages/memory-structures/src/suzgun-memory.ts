import type { LinearLayer, Memory, ParameterTree } from '@pushdown/core';
import { element, linear, sigmoid, type Tensor, zeros } from '@pushdown/tensors';
import { type SoftActionOptions, softActions } from './soft-actions.ts';
import { torchLayer } from './torch-layer.ts';

export interface SuzgunParameters extends ParameterTree {
  /** m → H: the top of the memory as it is added to the hidden state. */
  readonly reading: LinearLayer;
  /** H → 2 logits (push, pop), or 5 of the tape. */
  readonly actions: LinearLayer;
  /** H → m */
  readonly pushedVector: LinearLayer;
}

export type SuzgunState = {
  /** [B, cells, m], the top first. */
  readonly elements: Tensor;
};

/**
 * What the memories of Suzgun et al. (2019) share: elements that a mixture of actions moves, a = softmax(W_a h_t + b_a), a
 * vector n = σ(W_n h_t + b_n), and a reading W_m M_t[0] + b_m that is added to the hidden state.
 *
 * @param options.names of the actions, in the order of their logits.
 * @param options.next M_t [B, cells, m] of M_{t−1}, of probabilities a [B, actions] and of n [B, m].
 */
export function suzgunMemory(options: {
  readonly name: string;
  readonly names: readonly string[];
  readonly size: number;
  readonly cells: number;
  readonly mixing: SoftActionOptions;
  readonly next: (elements: Tensor, probabilities: Tensor, vector: Tensor) => Tensor;
}): Memory<SuzgunParameters, SuzgunState> {
  const { name, names, size, cells } = options;
  const actions = softActions(options.mixing, names.length);
  return {
    name,
    actions: names,
    contents: ['elements'],
    joins: 'hidden',
    readingSize: (controllerSize) => controllerSize,
    parameters: (controllerSize) => ({
      reading: torchLayer(size, controllerSize),
      actions: torchLayer(controllerSize, names.length),
      pushedVector: torchLayer(controllerSize, size),
    }),
    ...actions.declaration,
    initialState: ({ parameters: p, batchSize }) => ({
      state: { elements: zeros([batchSize, cells, size]) },
      reading: linear(zeros([batchSize, size]), p.reading),
    }),
    step({ parameters: p, hidden, state: { elements }, noise }) {
      const probabilities = actions.probabilities(linear(hidden, p.actions), noise);
      const next = options.next(elements, probabilities, sigmoid(linear(hidden, p.pushedVector)));
      return {
        state: { elements: next },
        reading: linear(element(next, 1, 0), p.reading),
        actions: Object.fromEntries(names.map((action, index) => [action, element(probabilities, 1, index)])),
      };
    },
  };
}
