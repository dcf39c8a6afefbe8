import { type Contribution, defineMemory, type LinearLayer, type Memory, type ParameterTree } from '@pushdown/core';
import { add, element, expandDims, linear, mul, sigmoid, split, type Tensor, zeros } from '@pushdown/tensors';
import { z } from 'zod';
import { shiftDown, shiftUp } from './shift.ts';
import { type SoftActionOptions, softActionOptions, softActions } from './soft-actions.ts';
import { torchLayer } from './torch-layer.ts';

/** Options of `suzgunStack`. */
export interface SuzgunStackOptions extends SoftActionOptions {
  /** Size m of the vectors on the stack. */
  readonly size?: number | undefined;
  /** How many elements there are; what is pushed below the last one is lost. */
  readonly cells?: number | undefined;
}

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
 * The stack of Stack-RNN and Stack-LSTM (Suzgun et al. 2019). With a = softmax(W_a h_t + b_a) and n = σ(W_n h_t + b_n):
 *
 *     s_t = push · [n ; s_{t−1} without its last] + pop · [s_{t−1} without its first ; 0]
 *
 * There is no third action. The reading W_s s_t[0] + b_s is not joined to the input but added to the hidden state:
 * h̃_t = h_t + W_s s_t[0] + b_s takes the place of h_t in the controller's next step.
 */
export const suzgunStack: Contribution<
  'memory',
  SuzgunStackOptions,
  Memory<SuzgunParameters, SuzgunState>
> = defineMemory({
  name: 'suzgun-stack',
  description: 'stack of push and pop whose top is added to the hidden state',
  source: 'Suzgun et al. 2019',
  options: z.strictObject({
    size: z.int().positive().default(1),
    cells: z.int().positive().default(104),
    ...softActionOptions,
  }) as unknown as z.ZodType<Required<SuzgunStackOptions>, SuzgunStackOptions>,
  create: ({ size = 1, cells = 104, ...mixing }) => {
    const actions = softActions(mixing, 2);
    return {
      name: 'suzgun-stack',
      actions: ['push', 'pop'],
      contents: ['elements'],
      joins: 'hidden',
      readingSize: (controllerSize) => controllerSize,
      parameters: (controllerSize) => ({
        reading: torchLayer(size, controllerSize),
        actions: torchLayer(controllerSize, 2),
        pushedVector: torchLayer(controllerSize, size),
      }),
      ...actions.declaration,
      initialState: ({ parameters: p, batchSize }) => ({
        state: { elements: zeros([batchSize, cells, size]) },
        reading: linear(zeros([batchSize, size]), p.reading),
      }),
      step({ parameters: p, hidden, state: { elements }, noise }) {
        const probabilities = actions.probabilities(linear(hidden, p.actions), noise);
        const [push, pop] = split(expandDims(probabilities, 2), 2, 1) as [Tensor, Tensor];
        const vector = sigmoid(linear(hidden, p.pushedVector));
        const next = add(mul(push, shiftDown(elements, vector)), mul(pop, shiftUp(elements)));
        return {
          state: { elements: next },
          reading: linear(element(next, 1, 0), p.reading),
          actions: { push: element(probabilities, 1, 0), pop: element(probabilities, 1, 1) },
        };
      },
    };
  },
});
