import {
  type Contribution,
  defineMemory,
  type LinearLayer,
  linearLayer,
  type Memory,
  type ParameterDeclaration,
  type ParameterTree,
  uniform,
} from '@pushdown/core';
import {
  broadcastTo,
  concat,
  divNoNan,
  element,
  fill,
  linear,
  ones,
  reshape,
  sigmoid,
  sliceAxis,
  sum,
  type Tensor,
  type Tensors,
} from '@pushdown/tensors';
import { z } from 'zod';
import { type AutomatonOptions, automatonOptions } from './automaton-options.ts';
import { revisedBeginning } from './beginning.ts';
import type { RunStore } from './run-store.ts';
import { transitionLayer, transitionsOf } from './transitions.ts';
import { wholeHistory } from './whole-history.ts';
import { windowOf } from './window.ts';

/** Options of `vectorNondeterministicStack`. */
export interface VectorNondeterministicStackOptions extends AutomatonOptions {
  /** Size m of the vectors on the stack. */
  readonly size: number;
  /** The vector of the bottom symbol: σ of a parameter, ones, or zeros. */
  readonly bottomVector?: 'learned' | 'one' | 'zero' | undefined;
  /**
   * `paper`: only the run that exists before the first step carries the bottom vector. `iclr2023`: as in the program
   * that came with the paper, all of them do, those that start in other states or end with other symbols as well.
   */
  readonly bottomInitialization?: 'paper' | 'iclr2023' | undefined;
}

interface VectorParameters extends ParameterTree {
  /** H → Q·S·(2·Q·S + Q) logits. */
  readonly transitions: LinearLayer;
  /** H → m */
  readonly pushedVector: LinearLayer;
  /** [m], if learned. */
  readonly bottomVector: ParameterDeclaration;
}

/**
 * Vector nondeterministic stack (DuSell & Chiang 2023): with every symbol a vector v_t = σ(W h_t + b) is pushed, and a
 * replacement keeps the vector of what it replaces. The reading is, for every state r and top symbol y, the sum of the
 * top vectors of all runs that are there, by their weights:
 *
 *     r_t[r, y] = η[t][r, y] / Σ_{r′,y′} α[t][r′, y′]   ∈ R^m
 */
export const vectorNondeterministicStack: Contribution<
  'memory',
  VectorNondeterministicStackOptions,
  Memory<VectorParameters, Tensors>
> = defineMemory({
  name: 'vector-nondeterministic-stack',
  description: 'nondeterministic stack that pushes a vector with every symbol',
  source: 'DuSell & Chiang 2023',
  options: z.strictObject({
    ...automatonOptions,
    size: z.int().positive(),
    bottomVector: z.enum(['learned', 'one', 'zero']).default('learned'),
    bottomInitialization: z.enum(['paper', 'iclr2023']).default('paper'),
  }) as unknown as z.ZodType<VectorNondeterministicStackOptions, VectorNondeterministicStackOptions>,
  create: (options) => {
    const { states, symbols, size, normalize = false, window } = options;
    const { bottomVector = 'learned', bottomInitialization = 'paper' } = options;
    const sizes = { states, symbols };
    const runs: RunStore = window === undefined ? wholeHistory(sizes, 1 + size) : windowOf(window);

    /** What a run carries: the weight 1 and a vector [B, m]. */
    const payloadOf = (vector: Tensor): Tensor => concat([ones([vector.shape[0] as number, 1]), vector], 1);
    function beginningOf(learned: Tensor | undefined, batchSize: number) {
      const shape = [batchSize, size];
      const vector =
        learned === undefined ? fill(shape, bottomVector === 'one' ? 1 : 0) : broadcastTo(sigmoid(learned), shape);
      return revisedBeginning(payloadOf(vector), sizes, { everywhere: bottomInitialization === 'iclr2023' });
    }
    /** Sums [B, Q, S, 1 + m] as vectors by state and symbol [B, Q·S·m]. */
    function read(sums: Tensor): Tensor {
      const batch = sums.shape[0] as number;
      const total = sum(element(sums, 3, 0), [1, 2]);
      const vectors = reshape(sliceAxis(sums, 3, 1), [batch, states * symbols * size]);
      return divNoNan(vectors, reshape(total, [batch, 1]));
    }

    return {
      name: 'vector-nondeterministic-stack',
      actions: ['push', 'replace', 'pop'],
      readingSize: () => states * symbols * size,
      parameters: (controllerSize) =>
        ({
          transitions: transitionLayer(controllerSize, sizes),
          pushedVector: linearLayer(controllerSize, size, { initialize: uniform(0.1) }),
          ...(bottomVector === 'learned' ? { bottomVector: { shape: [size], initialize: uniform(0.1) } } : {}),
        }) as VectorParameters,
      ...(runs.tables === undefined ? {} : { tables: runs.tables }),
      initialState({ parameters: p, batchSize }) {
        const beginning = beginningOf(p.bottomVector, batchSize);
        return { state: runs.initialState(beginning), reading: read(beginning.sums) };
      },
      step({ parameters: p, hidden, state, tables }) {
        const transitions = transitionsOf(hidden, p.transitions, { ...sizes, normalize });
        const { sums, ...next } = runs.step({
          beginning: beginningOf(p.bottomVector, hidden.shape[0] as number),
          transitions,
          payload: payloadOf(sigmoid(linear(hidden, p.pushedVector))),
          state,
          tables,
        });
        return { ...next, reading: read(sums), actions: { ...transitions } };
      },
    };
  },
});
