import { type Contribution, defineOptimizer, type Optimizer } from '@pushdown/core';
import { mul, sub } from '@pushdown/tensors';
import { z } from 'zod';
import { adaptiveMoments, type MomentOptions, momentSchemas, momentSlots } from './adaptive-moments.ts';

/** Options of `adam`. */
export type AdamOptions = MomentOptions;

/**
 * Adam (Kingma & Ba 2015, algorithm 1), with their defaults, which PyTorch shares: θ ← θ − lr · d, where d is the mean of
 * gradients divided by the root of the mean of their squares, both freed of the bias of starting from 0.
 */
export const adam: Contribution<'optimizer', AdamOptions, Optimizer> = defineOptimizer({
  name: 'adam',
  description: 'adaptive moments',
  source: 'Kingma & Ba 2015',
  options: z.strictObject(momentSchemas) as z.ZodType<{ beta1: number; beta2: number; epsilon: number }, AdamOptions>,
  create: (options) => ({
    name: 'adam',
    slots: momentSlots,
    update({ parameter, learningRate, ...context }) {
      const { direction, slots } = adaptiveMoments(options, context);
      return { parameter: sub(parameter, mul(learningRate, direction)), slots };
    },
  }),
});
