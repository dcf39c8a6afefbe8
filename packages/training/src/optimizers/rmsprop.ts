import { type Contribution, defineOptimizer, type Optimizer } from '@pushdown/core';
import { add, div, maximum, mul, sqrt, square, sub, type Tensor, type Tensors } from '@pushdown/tensors';
import { z } from 'zod';

/** Options of `rmsprop`. */
export interface RmspropOptions {
  /** Decay of the mean of squared gradients. */
  readonly alpha?: number | undefined;
  /** Keeps the division finite. */
  readonly epsilon?: number | undefined;
  /** Share of the velocity that remains from update to update; 0, none, by default. */
  readonly momentum?: number | undefined;
  /** Divide by the deviation from the mean gradient instead of the size of the gradient (Graves 2013, equations 38–45). */
  readonly centered?: boolean | undefined;
}

/**
 * RMSProp (Tieleman & Hinton 2012, lecture 6.5), with PyTorch's defaults and in its order of operations: ε is added to
 * the root, and the learning rate scales the velocity.
 *
 *     s ← α s + (1 − α) g²        d = g / (√s + ε)
 *     v ← μ v + d                 θ ← θ − lr · v
 *
 * Centered: m ← α m + (1 − α) g and √(s − m²) in place of √s. Without momentum there is no velocity, and θ ← θ − lr · d.
 */
export const rmsprop: Contribution<'optimizer', RmspropOptions, Optimizer> = defineOptimizer({
  name: 'rmsprop',
  description: 'gradients divided by their recent size',
  source: 'Tieleman & Hinton 2012; Graves 2013 (centered)',
  options: z.strictObject({
    alpha: z.number().min(0).lt(1).default(0.99),
    epsilon: z.number().positive().default(1e-8),
    momentum: z.number().min(0).lt(1).default(0),
    centered: z.boolean().default(false),
  }) as z.ZodType<{ alpha: number; epsilon: number; momentum: number; centered: boolean }, RmspropOptions>,
  create: ({ alpha, epsilon, momentum, centered }) => ({
    name: 'rmsprop',
    slots: ['meanOfSquares', ...(centered ? ['mean'] : []), ...(momentum === 0 ? [] : ['velocity'])],
    update({ parameter, gradient, slots, learningRate }) {
      const average = (old: Tensor, value: Tensor): Tensor => add(mul(alpha, old), mul(1 - alpha, value));
      const meanOfSquares = average(slots.meanOfSquares as Tensor, square(gradient));
      const mean: Tensors = centered ? { mean: average(slots.mean as Tensor, gradient) } : {};
      // Never below 0 but for rounding, of which the root would make NaN once a gradient hardly changes any more.
      const spread = mean.mean === undefined ? meanOfSquares : maximum(0, sub(meanOfSquares, square(mean.mean)));
      const direction = div(gradient, add(sqrt(spread), epsilon));
      const kept: Tensors = momentum === 0 ? {} : { velocity: add(mul(momentum, slots.velocity as Tensor), direction) };
      return {
        parameter: sub(parameter, mul(learningRate, kept.velocity ?? direction)),
        slots: { meanOfSquares, ...mean, ...kept },
      };
    },
  }),
});
