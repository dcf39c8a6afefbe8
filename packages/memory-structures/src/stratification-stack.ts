import { type Contribution, defineMemory, type Memory } from '@pushdown/core';
import { z } from 'zod';
import { type StrengthParameters, type StrengthState, strengthMemory } from './strength-memory.ts';

/** Options of `stratificationStack`. */
export interface StratificationStackOptions {
  /** Size m of the vectors on the stack. */
  readonly size: number;
}

/**
 * Stratification stack, or neural stack (Grefenstette et al. 2015, equations 1 to 3; DuSell & Chiang 2020): elements
 * lie on each other in layers of different thickness, their strength.
 *
 *     s_t[i] = max(0, s_{t−1}[i] − max(0, u_t − Σ_{j>i} s_{t−1}[j]))   (i < t),   s_t[t] = d_t,   V_t[t] = v_t
 *     r_t = Σ_i min(s_t[i], max(0, 1 − Σ_{j>i} s_t[j])) V_t[i]
 *
 * with d_t, u_t = σ(W h_t + b) and v_t = tanh(W′ h_t + b′).
 */
export const stratificationStack: Contribution<
  'memory',
  StratificationStackOptions,
  Memory<StrengthParameters, StrengthState>
> = defineMemory({
  name: 'stratification-stack',
  description: 'stack whose elements have a strength that pops use up from the top',
  source: 'Grefenstette et al. 2015',
  options: z.strictObject({ size: z.int().positive() }),
  create: ({ size }) => strengthMemory({ name: 'stratification-stack', size, order: 'newest-first' }),
});
