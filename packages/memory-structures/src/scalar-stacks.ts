import {
  type Contribution,
  defineMemory,
  type Memory,
  type ParameterDeclaration,
  type ParameterTree,
  sumOfUniforms,
} from '@pushdown/core';
import {
  add,
  capacity,
  element,
  expandDims,
  extend,
  fill,
  matMul,
  mul,
  reshape,
  sigmoid,
  sliceAxis,
  softmax,
  type Tensor,
} from '@pushdown/tensors';
import { z } from 'zod';
import { shiftDown, shiftUp } from './shift.ts';

/** Options of `scalarStacks`. */
export interface ScalarStacksOptions {
  /** Number K of stacks. */
  readonly stacks?: number | undefined;
  /** How many cells of each stack are read, from the top. */
  readonly readingDepth?: number | undefined;
  /** A third action: nothing. */
  readonly noop?: boolean | undefined;
}

interface ScalarStacksParameters extends ParameterTree {
  /** A [H, AK]: logits of the A actions, in the order push, pop and perhaps no-op, for each of the K stacks. */
  readonly actions: ParameterDeclaration;
  /** D [H, K] */
  readonly pushedValues: ParameterDeclaration;
}

type ScalarStacksState = {
  /** [B, capacity + readingDepth − 1, K], the tops first. */
  readonly cells: Tensor;
};

/** What an empty cell holds. A pushed value is between 0 and 1, so that a network can tell an empty stack. */
const empty = -1;

/** As in the program of Joulin & Mikolov (2015). */
const initialize = sumOfUniforms(0.1, 3);

/**
 * The stacks of Joulin & Mikolov (2015) as published: K stacks of single numbers, whose empty cells hold −1. Of each
 * the top cells are read, two of them by default. With action probabilities a^k = softmax(A_k h):
 *
 *     s^k_t[0] = push · σ(D_k h_t)       + pop · s^k_{t−1}[1]    (+ noop · s^k_{t−1}[0])
 *     s^k_t[i] = push · s^k_{t−1}[i−1]   + pop · s^k_{t−1}[i+1]  (+ noop · s^k_{t−1}[i])
 *
 * Layers have no biases. The network of that paper is an Elman network with sigmoid units and no biases; a reading that
 * is part of the input acts as its matrices P_k do.
 */
export const scalarStacks: Contribution<
  'memory',
  ScalarStacksOptions,
  Memory<ScalarStacksParameters, ScalarStacksState>
> = defineMemory({
  name: 'scalar-stacks',
  description: 'several stacks of single numbers, of which the top cells are read',
  source: 'Joulin & Mikolov 2015',
  options: z.strictObject({
    stacks: z.int().positive().default(10),
    readingDepth: z.int().positive().default(2),
    noop: z.boolean().default(false),
  }) as z.ZodType<Required<ScalarStacksOptions>, ScalarStacksOptions>,
  create: ({ stacks = 10, readingDepth = 2, noop = false }) => {
    const names = noop ? ['push', 'pop', 'noop'] : ['push', 'pop'];
    // The tops of all stacks, then the cells below them, and so on.
    const read = (cells: Tensor): Tensor =>
      reshape(sliceAxis(cells, 1, 0, readingDepth), [cells.shape[0] as number, readingDepth * stacks]);
    return {
      name: 'scalar-stacks',
      actions: names,
      contents: ['cells'],
      readingSize: () => readingDepth * stacks,
      parameters: (controllerSize) => ({
        actions: { shape: [controllerSize, names.length * stacks], initialize },
        pushedValues: { shape: [controllerSize, stacks], initialize },
      }),
      initialState({ batchSize }) {
        const cells = fill([batchSize, extend(capacity, readingDepth - 1), stacks], empty);
        return { state: { cells }, reading: read(cells) };
      },
      step({ parameters: p, hidden, state: { cells } }) {
        const batch = hidden.shape[0] as number;
        const probabilities = softmax(reshape(matMul(hidden, p.actions), [batch, stacks, names.length]));
        const actions = names.map((_, action) => element(probabilities, 2, action));
        const pushed = sigmoid(matMul(hidden, p.pushedValues));
        const outcomes = [shiftDown(cells, pushed), shiftUp(cells, empty), cells];
        const next = actions
          .map((probability, action) => mul(expandDims(probability, 1), outcomes[action] as Tensor))
          .reduce(add);
        return {
          state: { cells: next },
          reading: read(next),
          actions: Object.fromEntries(names.map((name, action) => [name, actions[action] as Tensor])),
        };
      },
    };
  },
});
