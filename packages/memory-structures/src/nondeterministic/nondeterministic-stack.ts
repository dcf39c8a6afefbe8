import { type Contribution, defineMemory, type LinearLayer, type Memory, type ParameterTree } from '@pushdown/core';
import { divNoNan, element, ones, reshape, sum, type Tensor, type Tensors } from '@pushdown/tensors';
import { z } from 'zod';
import { type AutomatonOptions, automatonOptions } from './automaton-options.ts';
import { originalBeginning, revisedBeginning } from './beginning.ts';
import type { RunStore } from './run-store.ts';
import { transitionLayer, transitionsOf } from './transitions.ts';
import { wholeHistory } from './whole-history.ts';
import { windowOf } from './window.ts';

/** Options of `nondeterministicStack`; the defaults are the RNS-RNN of DuSell & Chiang (2023). */
export interface NondeterministicStackOptions extends AutomatonOptions {
  /** The reading tells state and top symbol (2022 and later) or, summed over states, the top symbol only (2020). */
  readonly statesInReading?: boolean | undefined;
  /**
   * `revised` (2023): the bottom symbol may be replaced, and uncovered again by popping what was pushed on it.
   * `original` (2020, 2022): what is pushed on it first stays, and it cannot be replaced.
   */
  readonly bottom?: 'revised' | 'original' | undefined;
}

interface NondeterministicParameters extends ParameterTree {
  /** H → Q·S·(2·Q·S + Q) logits. */
  readonly transitions: LinearLayer;
}

/**
 * Nondeterministic stack (DuSell & Chiang 2020, 2022, 2023): a weighted pushdown automaton whose transition weights the
 * controller sets anew at every step. All its runs are followed at once, and the reading is the probability of each
 * state and top symbol among them:
 *
 *     r_t[r, y] = α[t][r, y] / Σ α[t]
 *
 * The sums α over exponentially many runs are computed as Lang's algorithm does; see `columns.ts`.
 */
export const nondeterministicStack: Contribution<
  'memory',
  NondeterministicStackOptions,
  Memory<NondeterministicParameters, Tensors>
> = defineMemory({
  name: 'nondeterministic-stack',
  description: 'all runs at once of a pushdown automaton whose transition weights are learned',
  source: 'DuSell & Chiang 2020, 2022, 2023',
  options: z.strictObject({
    ...automatonOptions,
    statesInReading: z.boolean().default(true),
    bottom: z.enum(['revised', 'original']).default('revised'),
  }) as unknown as z.ZodType<NondeterministicStackOptions, NondeterministicStackOptions>,
  create: (options) => {
    const { states, symbols, normalize = false, window, statesInReading = true, bottom = 'revised' } = options;
    const sizes = { states, symbols };
    const runs: RunStore = window === undefined ? wholeHistory(sizes, 1) : windowOf(window);
    const beginningOf = (batchSize: number) => {
      const payload = ones([batchSize, 1]);
      return bottom === 'revised'
        ? revisedBeginning(payload, sizes, { everywhere: false })
        : originalBeginning(payload, sizes);
    };
    /** Sums [B, Q, S, 1] as probabilities [B, Q·S] or [B, S]; zeros in case the weights of all runs have become 0. */
    function read(sums: Tensor): Tensor {
      const batch = sums.shape[0] as number;
      const weights = element(sums, 3, 0);
      const shown = statesInReading ? reshape(weights, [batch, states * symbols]) : sum(weights, 1);
      return divNoNan(shown, sum(shown, 1, true));
    }

    return {
      name: 'nondeterministic-stack',
      actions: ['push', 'replace', 'pop'],
      readingSize: () => (statesInReading ? states * symbols : symbols),
      parameters: (controllerSize) => ({ transitions: transitionLayer(controllerSize, sizes) }),
      ...(runs.tables === undefined ? {} : { tables: runs.tables }),
      initialState({ batchSize }) {
        const beginning = beginningOf(batchSize);
        return { state: runs.initialState(beginning), reading: read(beginning.sums) };
      },
      step({ parameters: p, hidden, state, tables }) {
        const batch = hidden.shape[0] as number;
        const transitions = transitionsOf(hidden, p.transitions, { ...sizes, normalize });
        const { sums, ...next } = runs.step({
          beginning: beginningOf(batch),
          transitions,
          payload: ones([batch, 1]),
          state,
          tables,
        });
        return { ...next, reading: read(sums), actions: { ...transitions } };
      },
    };
  },
});
