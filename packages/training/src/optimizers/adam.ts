import { type Contribution, defineOptimizer, type Optimizer } from '@pushdown/core';
import { add, div, mul, pow, sqrt, square, sub, type Tensor } from '@pushdown/tensors';
import { z } from 'zod';

export interface AdamOptions {
  /** Decay of the mean of gradients. */
  readonly beta1?: number | undefined;
  /** Decay of the mean of squared gradients. */
  readonly beta2?: number | undefined;
  /** Keeps the division finite. */
  readonly epsilon?: number | undefined;
}

const fraction = z.number().min(0).lt(1);

/**
 * Adam (Kingma & Ba 2015), with their defaults and in their order of operations, which PyTorch shares:
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *     θ ← θ − lr · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)
 */
export const adam: Contribution<'optimizer', AdamOptions, Optimizer> = defineOptimizer({
  name: 'adam',
  description: 'adaptive moments',
  source: 'Kingma & Ba 2015',
  options: z.strictObject({
    beta1: fraction.default(0.9),
    beta2: fraction.default(0.999),
    epsilon: z.number().positive().default(1e-8),
  }) as z.ZodType<{ beta1: number; beta2: number; epsilon: number }, AdamOptions>,
  create: ({ beta1, beta2, epsilon }) => ({
    name: 'adam',
    slots: ['mean', 'meanOfSquares'],
    update({ parameter, gradient, slots, learningRate, step }) {
      const mean = add(mul(beta1, slots.mean as Tensor), mul(1 - beta1, gradient));
      const meanOfSquares = add(mul(beta2, slots.meanOfSquares as Tensor), mul(1 - beta2, square(gradient)));
      const unbiasedMean = div(mean, sub(1, pow(beta1, step)));
      const unbiasedSquares = div(meanOfSquares, sub(1, pow(beta2, step)));
      const change = mul(learningRate, div(unbiasedMean, add(sqrt(unbiasedSquares), epsilon)));
      return { parameter: sub(parameter, change), slots: { mean, meanOfSquares } };
    },
  }),
});
