import { type Contribution, defineMemory, type Memory } from '@pushdown/core';
import { z } from 'zod';
import { type StrengthParameters, type StrengthState, strengthMemory } from './strength-memory.ts';

/** Options of `queue`. */
export interface QueueOptions {
  /** Size m of the vectors in the queue. */
  readonly size: number;
}

/**
 * Neural queue (Grefenstette et al. 2015): as the stratification stack, but pops and readings begin at the oldest
 * element.
 *
 *     s_t[i] = max(0, s_{t−1}[i] − max(0, u_t − Σ_{j<i} s_{t−1}[j]))   (i < t),   s_t[t] = d_t,   V_t[t] = v_t
 *     r_t = Σ_i min(s_t[i], max(0, 1 − Σ_{j<i} s_t[j])) V_t[i]
 */
export const queue: Contribution<'memory', QueueOptions, Memory<StrengthParameters, StrengthState>> = defineMemory({
  name: 'queue',
  description: 'queue whose elements have a strength that is used up from the oldest on',
  source: 'Grefenstette et al. 2015',
  options: z.strictObject({ size: z.int().positive() }),
  create: ({ size }) => strengthMemory({ name: 'queue', size, order: 'oldest-first' }),
});
