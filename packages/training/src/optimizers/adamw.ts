import { type Contribution, defineOptimizer, type Optimizer } from '@pushdown/core';
import { mul, sub } from '@pushdown/tensors';
import { z } from 'zod';
import { adaptiveMoments, type MomentOptions, momentSchemas, momentSlots } from './adaptive-moments.ts';

/** Options of `adamw`. */
export interface AdamWOptions extends MomentOptions {
  /** Share of a parameter, times the learning rate, that every update takes off it; 0.01 by default, as in PyTorch. */
  readonly weightDecay?: number | undefined;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2), in PyTorch's order: first
 * θ ← θ − lr · λ · θ, then the update of Adam, whose moments the decay does not enter.
 */
export const adamw: Contribution<'optimizer', AdamWOptions, Optimizer> = defineOptimizer({
  name: 'adamw',
  description: 'adaptive moments with decoupled weight decay',
  source: 'Loshchilov & Hutter 2019',
  options: z.strictObject({
    ...momentSchemas,
    weightDecay: z.number().nonnegative().default(0.01),
  }) as z.ZodType<{ beta1: number; beta2: number; epsilon: number; weightDecay: number }, AdamWOptions>,
  create: ({ weightDecay, ...options }) => ({
    name: 'adamw',
    slots: momentSlots,
    update({ parameter, learningRate, ...context }) {
      const decayed = mul(parameter, sub(1, mul(learningRate, weightDecay)));
      const { direction, slots } = adaptiveMoments(options, context);
      return { parameter: sub(decayed, mul(learningRate, direction)), slots };
    },
  }),
});
