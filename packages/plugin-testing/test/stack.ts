import { defineMemory, linearLayer, type Memory, type ParameterDeclaration, type ParameterTree } from '@pushdown/core';
import type { ContributionTo } from '@pushdown/plugin-testing';
import {
  add,
  capacity,
  concat,
  element,
  linear,
  mul,
  reshape,
  sigmoid,
  sliceAxis,
  softmax,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { z } from 'zod';

interface StackParameters extends ParameterTree {
  readonly actions: { readonly weights: ParameterDeclaration; readonly bias: ParameterDeclaration };
  readonly pushed: { readonly weights: ParameterDeclaration; readonly bias: ParameterDeclaration };
}
type StackState = { readonly elements: Tensor };
export type StackMemory = Memory<StackParameters, StackState>;

/** A small superposition stack that keeps every rule. */
export function goodStack(size = 2): StackMemory {
  return {
    name: 'stack',
    actions: ['push', 'pop'],
    contents: ['elements'],
    readingSize: () => size,
    parameters: (controllerSize) => ({
      actions: linearLayer(controllerSize, 2),
      pushed: linearLayer(controllerSize, size),
    }),
    initialState: ({ batchSize }) => ({
      state: { elements: zeros([batchSize, capacity, size]) },
      reading: zeros([batchSize, size]),
    }),
    step({ parameters, hidden, state: { elements } }) {
      const [batch] = hidden.shape as [number];
      const actions = softmax(linear(hidden, parameters.actions));
      const [push, pop] = [0, 1].map((action) => element(actions, 1, action)) as [Tensor, Tensor];
      const vector = reshape(sigmoid(linear(hidden, parameters.pushed)), [batch, 1, size]);
      const pushed = concat([vector, sliceAxis(elements, 1, 0, -1)], 1);
      const popped = concat([sliceAxis(elements, 1, 1), zeros([batch, 1, size])], 1);
      const share = (action: Tensor, outcome: Tensor) => mul(reshape(action, [batch, 1, 1]), outcome);
      const next = add(share(push, pushed), share(pop, popped));
      return { state: { elements: next }, reading: element(next, 1, 0), actions: { push, pop } };
    },
  };
}

/** That stack with parts of it replaced, as a contribution. */
export function stackWith(
  change: (stack: StackMemory) => Partial<StackMemory> = () => ({}),
  definition: { readonly name?: string; readonly description?: string; readonly strict?: boolean } = {},
): ContributionTo<'memory'> {
  const { name = 'stack', description = 'a stack of vectors', strict = true } = definition;
  const shape = { size: z.int().positive().default(2) };
  return defineMemory({
    name,
    description,
    options: strict ? z.strictObject(shape) : z.object(shape),
    create: ({ size }) => {
      const stack = goodStack(size);
      return { ...stack, ...change(stack) };
    },
  });
}
