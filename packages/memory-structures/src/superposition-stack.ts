import {
  type Contribution,
  defineMemory,
  type LinearLayer,
  linearLayer,
  type Memory,
  type ParameterTree,
} from '@pushdown/core';
import {
  add,
  broadcastTo,
  capacity,
  concat,
  element,
  expandDims,
  linear,
  mul,
  reshape,
  sigmoid,
  softmax,
  split,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { z } from 'zod';
import { shiftDown, shiftUp } from './shift.ts';

/** Options of `superpositionStack`; `size` is needed unless hidden states are pushed. */
export interface SuperpositionStackOptions {
  /** Size m of the vectors on the stack, or a list of sizes for several stacks with actions of their own. */
  readonly size?: number | readonly number[] | undefined;
  /** What is pushed: a learned function of the controller's output, or that output itself (m is then its size). */
  readonly push?: 'learned' | 'hidden' | undefined;
  /**
   * How many elements are kept, the top ones; without it there is room for a push at every step. Half as many as a
   * string is long are enough for its predictions, since what lies deeper cannot return to the top in time.
   */
  readonly depth?: number | undefined;
}

interface SuperpositionParameters extends ParameterTree {
  /** H → 3 logits a stack, in the order push, pop, no-op. */
  readonly actions: LinearLayer;
  /** H → m; absent if the hidden state is pushed. */
  readonly pushedVector: LinearLayer;
}

type SuperpositionState = {
  /** [B, depth, m], the top first. Where nothing was pushed yet there are zeros. */
  readonly elements: Tensor;
};

/**
 * Superposition stack (Joulin & Mikolov 2015, as in DuSell & Chiang 2023). With action probabilities from a softmax and
 * v = σ(W h + b), every element becomes a mixture of what it would be after a push, a pop and no action:
 *
 *     V_t[0] = push · v_t           + pop · V_{t−1}[1]     + noop · V_{t−1}[0]
 *     V_t[i] = push · V_{t−1}[i−1]  + pop · V_{t−1}[i+1]   + noop · V_{t−1}[i]
 *
 * The reading is the top, V_t[0]. Elements below the depth limit are lost, and zeros take their places. With several
 * stacks all of this holds for each; their vectors are joined.
 */
export const superpositionStack: Contribution<
  'memory',
  SuperpositionStackOptions,
  Memory<SuperpositionParameters, SuperpositionState>
> = defineMemory({
  name: 'superposition-stack',
  description: 'stack whose elements are mixtures of push, pop and no-op',
  source: 'Joulin & Mikolov 2015; DuSell & Chiang 2023',
  options: z
    .strictObject({
      size: z.union([z.int().positive(), z.array(z.int().positive()).min(1)]).optional(),
      push: z.enum(['learned', 'hidden']).default('learned'),
      depth: z.int().positive().optional(),
    })
    .refine(({ size, push }) => push === 'learned' || size === undefined, {
      message: 'a stack of hidden states has vectors of the size of the hidden state; leave "size" out',
      path: ['size'],
    })
    .refine(({ size, push }) => push === 'hidden' || size !== undefined, {
      message: 'say how large the vectors on the stack are, for example 10, or [3, 3, 3] for three stacks',
      path: ['size'],
    }) as z.ZodType<SuperpositionStackOptions, SuperpositionStackOptions>,
  create: ({ size, push, depth = capacity }) => {
    const sizesFor = (controllerSize: number): readonly number[] =>
      push === 'hidden' ? [controllerSize] : [size ?? []].flat();
    const widthFor = (controllerSize: number): number =>
      sizesFor(controllerSize).reduce((total, next) => total + next, 0);

    /** Probabilities [B, K, 3] of the K stacks to one [B, 1, m] a kind of action: every component of a stack shares them. */
    function spread(probabilities: Tensor, sizes: readonly number[], action: number): Tensor {
      const [batch] = probabilities.shape as [number];
      const own = element(probabilities, 2, action);
      if (sizes.length === 1) return expandDims(own, 1);
      const pieces = split(own, sizes.length, 1).map((one, index) => broadcastTo(one, [batch, sizes[index] as number]));
      return expandDims(concat(pieces, 1), 1);
    }

    return {
      name: 'superposition-stack',
      actions: ['push', 'pop', 'noop'],
      contents: ['elements'],
      readingSize: widthFor,
      parameters: (controllerSize) => {
        const stacks = sizesFor(controllerSize).length;
        const actions = linearLayer(controllerSize, 3 * stacks, { fanOut: 3 });
        if (push === 'hidden') return { actions } as SuperpositionParameters;
        return { actions, pushedVector: linearLayer(controllerSize, widthFor(controllerSize)) };
      },
      initialState({ batchSize, controllerSize }) {
        const width = widthFor(controllerSize);
        return { state: { elements: zeros([batchSize, depth, width]) }, reading: zeros([batchSize, width]) };
      },
      step({ parameters: p, hidden, state: { elements } }) {
        const [batch, controllerSize] = hidden.shape as [number, number];
        const sizes = sizesFor(controllerSize);
        const probabilities = softmax(reshape(linear(hidden, p.actions), [batch, sizes.length, 3]));
        const vector = push === 'hidden' ? hidden : sigmoid(linear(hidden, p.pushedVector));

        const share = (action: number, outcome: Tensor): Tensor => mul(spread(probabilities, sizes, action), outcome);
        const moved = add(share(0, shiftDown(elements, vector)), share(1, shiftUp(elements)));
        const next = add(moved, share(2, elements));
        const probability = (action: number): Tensor => element(probabilities, 2, action);
        return {
          state: { elements: next },
          reading: element(next, 1, 0),
          actions: { push: probability(0), pop: probability(1), noop: probability(2) },
        };
      },
    };
  },
});
