import {
  type Contribution,
  constant,
  defineMemory,
  type Memory,
  type MemorySizes,
  type ParameterDeclaration,
  type ParameterTree,
  uniform,
} from '@pushdown/core';
import {
  abs,
  add,
  capacity,
  concat,
  einsum,
  element,
  less,
  linear,
  mul,
  neg,
  ones,
  relu,
  sign,
  sliceAxis,
  sub,
  sum,
  type Tensor,
  tanh,
  where,
  zeros,
} from '@pushdown/tensors';
import { z } from 'zod';
import { shiftDown } from './shift.ts';
import { readingWeights, strengthBefore, take } from './strengths.ts';

/** Options of `continuousStack`. */
export interface ContinuousStackOptions {
  /** Round actions to −1, 0 and 1, as a digital stack has them. They then have no gradient: for evaluation. */
  readonly digital?: boolean | undefined;
  /** Standard deviation of normal noise that is added to actions in training. */
  readonly noise?: number | undefined;
}

interface ContinuousParameters extends ParameterTree {
  /** H → 1 */
  readonly action: {
    /** [H, 1] */
    readonly weights: ParameterDeclaration;
    /** [1] */
    readonly bias: ParameterDeclaration;
  };
}

type ContinuousState = {
  /** Thickness of the layers [B, capacity], the newest first. */
  readonly strengths: Tensor;
  /** Their symbols [B, capacity, symbolSize], the newest first. */
  readonly values: Tensor;
};

/** So many uniform numbers add up to a number that is nearly normal, of variance 1 and mean half as many. */
const uniformTerms = 12;

/** Actions below this are none when rounded. */
const threshold = 0.5;

/**
 * Continuous stack of the neural network pushdown automaton (Das, Giles & Sun 1992; Mali et al. 2020): symbols lie on
 * each other in layers, and one signed action a_t = tanh(w · h_t + b) either pushes the symbol x_t, as thick as a_t, or
 * takes −a_t from the top:
 *
 *     s[i] ← max(0, s[i] − max(0, max(0, −a_t) − Σ_{j>i} s[j])),   s[t] = max(0, a_t),   V[t] = x_t
 *     r_t  = Σ_i min(s[i], max(0, 1 − Σ_{j>i} s[j])) V[i],   and what is missing of depth 1 as one element more
 *
 * That last element of the reading tells how empty the top is; a reading of one-hot symbols sums to 1. With a
 * `second-order` controller this is the second-order automaton. In the classical one the action is computed from
 * h_{t−1}, r_{t−1} and x_t by weights of its own; here it is read from h_t, which is made of them. Noise is what keeps
 * small errors of thickness from adding up over long strings.
 */
export const continuousStack: Contribution<
  'memory',
  ContinuousStackOptions,
  Memory<ContinuousParameters, ContinuousState>
> = defineMemory({
  name: 'continuous-stack',
  description: 'stack of symbols in layers that one signed action thickens or takes away',
  source: 'Das, Giles & Sun 1992; Mali et al. 2020',
  options: z.strictObject({
    digital: z.boolean().default(false),
    noise: z.number().nonnegative().default(0),
  }) as z.ZodType<Required<ContinuousStackOptions>, ContinuousStackOptions>,
  create: ({ digital = false, noise: deviation = 0 }) => ({
    name: 'continuous-stack',
    actions: ['push', 'pop', 'length'],
    contents: ['strengths', 'values'],
    readingSize: (_controllerSize, symbolSize) => symbolSize + 1,
    parameters: (controllerSize) => ({
      action: {
        weights: { shape: [controllerSize, 1], initialize: uniform(0.5) },
        bias: { shape: [1], initialize: constant(0) },
      },
    }),
    ...(deviation === 0
      ? {}
      : { noise: ({ batchSize }: MemorySizes) => ({ action: [batchSize, uniformTerms] as const }) }),
    initialState: ({ batchSize, symbolSize }) => ({
      state: { strengths: zeros([batchSize, capacity]), values: zeros([batchSize, capacity, symbolSize]) },
      reading: concat([zeros([batchSize, symbolSize]), ones([batchSize, 1])], 1),
    }),
    step({ parameters: p, hidden, symbol, state, noise }) {
      const exact = tanh(linear(hidden, p.action));
      const analog = deviation === 0 ? exact : add(exact, mul(deviation, normal(noise.action as Tensor)));
      const action = digital ? where(less(abs(analog), threshold), 0, sign(analog)) : analog;
      const [push, pop] = [relu(action), relu(neg(action))];
      const left = take(state.strengths, pop, strengthBefore(state.strengths, 'newest-first'));
      const strengths = concat([push, sliceAxis(left, 1, 0, -1)], 1);
      const values = shiftDown(state.values, symbol);

      const weights = readingWeights(strengths, strengthBefore(strengths, 'newest-first'));
      const missing = sub(1, sum(weights, 1, true));
      return {
        state: { strengths, values },
        reading: concat([einsum('bi,bim->bm', weights, values), missing], 1),
        actions: { push: element(push, 1, 0), pop: element(pop, 1, 0), length: sum(strengths, 1) },
      };
    },
  }),
});

/** Uniform numbers [B, 12] to nearly normal ones [B, 1]. */
function normal(uniform: Tensor): Tensor {
  return sub(sum(uniform, 1, true), uniformTerms / 2);
}
