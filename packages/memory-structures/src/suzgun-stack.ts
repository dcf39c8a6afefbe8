import { type Contribution, defineMemory, type Memory } from '@pushdown/core';
import { add, expandDims, mul, split, type Tensor } from '@pushdown/tensors';
import { z } from 'zod';
import { shiftDown, shiftUp } from './shift.ts';
import { type SoftActionOptions, softActionOptions } from './soft-actions.ts';
import { type SuzgunParameters, type SuzgunState, suzgunMemory } from './suzgun-memory.ts';

/** Options of `suzgunStack`. */
export interface SuzgunStackOptions extends SoftActionOptions {
  /** Size m of the vectors on the stack. */
  readonly size?: number | undefined;
  /** How many elements there are; what is pushed below the last one is lost. */
  readonly cells?: number | undefined;
}

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
  create: ({ size = 1, cells = 104, ...mixing }) =>
    suzgunMemory({
      name: 'suzgun-stack',
      names: ['push', 'pop'],
      size,
      cells,
      mixing,
      next(elements, probabilities, vector) {
        const [push, pop] = split(expandDims(probabilities, 2), 2, 1) as [Tensor, Tensor];
        return add(mul(push, shiftDown(elements, vector)), mul(pop, shiftUp(elements)));
      },
    }),
});
