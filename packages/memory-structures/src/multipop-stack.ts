import {
  type Contribution,
  defineMemory,
  type LinearLayer,
  linearLayer,
  type Memory,
  type ParameterTree,
} from '@pushdown/core';
import { add, element, linear, mul, sigmoid, sub, type Tensor, zeros } from '@pushdown/tensors';
import { z } from 'zod';
import { perSequence, shiftDown, shiftUp } from './shift.ts';

/** Options of `multipopStack`. */
export interface MultipopStackOptions {
  /** Size m of the vectors on the stack; without it the controller's output itself is pushed. */
  readonly size?: number | undefined;
  /** Largest number K of pops in one step. */
  readonly pops?: number | undefined;
  /** How many elements are kept, the top ones. */
  readonly depth?: number | undefined;
}

interface MultipopParameters extends ParameterTree {
  /** H → 1 + K logits: the push, then whether to go on after 0, 1, …, K − 1 pops. */
  readonly actions: LinearLayer;
  /** H → m; absent if the controller's output is pushed. */
  readonly pushedVector: LinearLayer;
}

type MultipopState = {
  /** [B, depth, m], the top first. */
  readonly elements: Tensor;
};

/**
 * A stack that pops several elements at once, inspired by the multipop adaptive computation stack (Yogatama et al.
 * 2018); its details are not those of the paper. Gates π_k = σ(…h_t) decide one after another whether to pop once more,
 * so that there are k pops with the probability p(k) = (1 − π_{k+1}) Π_{j≤k} π_j, and K with the rest. Then d = σ(…h_t)
 * pushes v_t:
 *
 *     P   = Σ_k p(k) pop^k(V_{t−1})
 *     V_t = d · push(v_t, P) + (1 − d) · P
 *
 * The reading is the top, V_t[0]. Pushed is h_t itself, as in the paper, or σ(W h_t + b).
 */
export const multipopStack: Contribution<
  'memory',
  MultipopStackOptions,
  Memory<MultipopParameters, MultipopState>
> = defineMemory({
  name: 'multipop-stack',
  description: 'stack that may pop several elements in one step',
  source: 'inspired by Yogatama et al. 2018',
  options: z.strictObject({
    size: z.int().positive().optional(),
    pops: z.int().positive().default(3),
    depth: z.int().positive().default(10),
  }) as z.ZodType<MultipopStackOptions, MultipopStackOptions>,
  create: ({ size, pops = 3, depth = 10 }) => {
    const names = ['push', ...Array.from({ length: pops + 1 }, (_, count) => `pops${count}`)];
    return {
      name: 'multipop-stack',
      actions: names,
      contents: ['elements'],
      readingSize: (controllerSize) => size ?? controllerSize,
      parameters: (controllerSize) => {
        const actions = linearLayer(controllerSize, 1 + pops);
        if (size === undefined) return { actions } as Partial<MultipopParameters> as MultipopParameters;
        return { actions, pushedVector: linearLayer(controllerSize, size) };
      },
      initialState({ batchSize, controllerSize }) {
        const width = size ?? controllerSize;
        return { state: { elements: zeros([batchSize, depth, width]) }, reading: zeros([batchSize, width]) };
      },
      step({ parameters: p, hidden, state: { elements } }) {
        const gates = sigmoid(linear(hidden, p.actions));
        const push = element(gates, 1, 0);
        const probabilities = breakStick(Array.from({ length: pops }, (_, k) => element(gates, 1, 1 + k)));
        const popped = [elements];
        for (let k = 1; k <= pops; k++) popped.push(shiftUp(popped[k - 1] as Tensor));
        const left = probabilities.map((share, k) => mul(perSequence(share), popped[k] as Tensor)).reduce(add);
        const vector = size === undefined ? hidden : sigmoid(linear(hidden, p.pushedVector));
        const next = add(mul(perSequence(push), shiftDown(left, vector)), mul(perSequence(sub(1, push)), left));
        return {
          state: { elements: next },
          reading: element(next, 1, 0),
          actions: Object.fromEntries(names.map((name, index) => [name, [push, ...probabilities][index] as Tensor])),
        };
      },
    };
  },
});

/** Gates π_1, …, π_K [B] as the probabilities of 0, …, K pops. */
function breakStick(gates: readonly Tensor[]): Tensor[] {
  const probabilities: Tensor[] = [];
  let rest: Tensor | undefined;
  for (const gate of gates) {
    const stop = sub(1, gate);
    probabilities.push(rest === undefined ? stop : mul(rest, stop));
    rest = rest === undefined ? gate : mul(rest, gate);
  }
  return [...probabilities, rest as Tensor];
}
