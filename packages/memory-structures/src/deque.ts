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
  capacity,
  concat,
  element,
  linear,
  sigmoid,
  sliceAxis,
  split,
  sum,
  type Tensor,
  tanh,
  zeros,
} from '@pushdown/tensors';
import { z } from 'zod';
import { shiftDown } from './shift.ts';
import { read, strengthBefore, take } from './strengths.ts';

/** Options of `deque`. */
export interface DequeOptions {
  /** Size m of the vectors in the deque; a reading has one from each end. */
  readonly size: number;
}

interface DequeParameters extends ParameterTree {
  /** H → 4 logits: push strengths at top and bottom, pop strengths at top and bottom. */
  readonly actions: LinearLayer;
  /** H → 2m: what is pushed at the top, what at the bottom. */
  readonly pushedVectors: LinearLayer;
}

/** What was pushed at either end, the newest first: from the top, the upper half and then the lower one reversed. */
type DequeState = {
  /** [B, capacity] */
  readonly upperStrengths: Tensor;
  /** [B, capacity] */
  readonly lowerStrengths: Tensor;
  /** [B, capacity, m] */
  readonly upperValues: Tensor;
  /** [B, capacity, m] */
  readonly lowerValues: Tensor;
};

/**
 * What is ahead of each element when the deque is used from the end at which `near` was pushed: of the near half what
 * is newer, of the far half the whole near one and what is older.
 */
function strengthsAhead(near: Tensor, far: Tensor): { readonly near: Tensor; readonly far: Tensor } {
  return {
    near: strengthBefore(near, 'newest-first'),
    far: add(sum(near, 1, true), strengthBefore(far, 'oldest-first')),
  };
}

/**
 * Neural deque (Grefenstette et al. 2015): both ends are popped, pushed and read. A step pops the top, then the bottom,
 *
 *     s′[i] = max(0, s_{t−1}[i] − max(0, u^top − Σ_{j above i} s_{t−1}[j]))
 *     s″[i] = max(0, s′[i] − max(0, u^bottom − Σ_{j below i} s′[j]))
 *
 * then pushes at both ends, and reads one unit of strength from each: [r^top ; r^bottom].
 */
export const deque: Contribution<'memory', DequeOptions, Memory<DequeParameters, DequeState>> = defineMemory({
  name: 'deque',
  description: 'queue with two ends that are both pushed, popped and read',
  source: 'Grefenstette et al. 2015',
  options: z.strictObject({ size: z.int().positive() }),
  create: ({ size }) => ({
    name: 'deque',
    actions: ['pushTop', 'pushBottom', 'popTop', 'popBottom'],
    contents: ['upperStrengths', 'upperValues', 'lowerStrengths', 'lowerValues'],
    readingSize: () => 2 * size,
    parameters: (controllerSize) => ({
      actions: linearLayer(controllerSize, 4),
      pushedVectors: linearLayer(controllerSize, 2 * size, { gain: 5 / 3, fanOut: size }),
    }),
    initialState({ batchSize }) {
      const [strengths, values] = [zeros([batchSize, capacity]), zeros([batchSize, capacity, size])];
      const state = { upperStrengths: strengths, lowerStrengths: strengths, upperValues: values, lowerValues: values };
      return { state, reading: zeros([batchSize, 2 * size]) };
    },
    step({ parameters: p, hidden, state }) {
      const amounts = sigmoid(linear(hidden, p.actions));
      const [pushTop, pushBottom, popTop, popBottom] = split(amounts, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      const [topVector, bottomVector] = split(tanh(linear(hidden, p.pushedVectors)), 2, 1) as [Tensor, Tensor];

      const fromTop = strengthsAhead(state.upperStrengths, state.lowerStrengths);
      const upperLeft = take(state.upperStrengths, popTop, fromTop.near);
      const lowerLeft = take(state.lowerStrengths, popTop, fromTop.far);
      const fromBottom = strengthsAhead(lowerLeft, upperLeft);
      const push = (amount: Tensor, left: Tensor): Tensor => concat([amount, sliceAxis(left, 1, 0, -1)], 1);
      const next = {
        upperStrengths: push(pushTop, take(upperLeft, popBottom, fromBottom.far)),
        lowerStrengths: push(pushBottom, take(lowerLeft, popBottom, fromBottom.near)),
        upperValues: shiftDown(state.upperValues, topVector),
        lowerValues: shiftDown(state.lowerValues, bottomVector),
      };

      const ofTop = strengthsAhead(next.upperStrengths, next.lowerStrengths);
      const ofBottom = strengthsAhead(next.lowerStrengths, next.upperStrengths);
      const reading = (upperAhead: Tensor, lowerAhead: Tensor): Tensor =>
        add(
          read(next.upperStrengths, next.upperValues, upperAhead),
          read(next.lowerStrengths, next.lowerValues, lowerAhead),
        );
      const action = (index: number): Tensor => element(amounts, 1, index);
      return {
        state: next,
        reading: concat([reading(ofTop.near, ofTop.far), reading(ofBottom.far, ofBottom.near)], 1),
        actions: { pushTop: action(0), pushBottom: action(1), popTop: action(2), popBottom: action(3) },
      };
    },
  }),
});
