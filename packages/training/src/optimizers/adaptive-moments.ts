import { add, div, mul, pow, sqrt, square, sub, type Tensor, type Tensors } from '@pushdown/tensors';
import { z } from 'zod';

/** What Adam and its relatives remember and how strongly. */
export interface MomentOptions {
  /** Decay of the mean of gradients. */
  readonly beta1?: number | undefined;
  /** Decay of the mean of squared gradients. */
  readonly beta2?: number | undefined;
  /** Keeps the division finite. */
  readonly epsilon?: number | undefined;
}

const fraction = z.number().min(0).lt(1);

/** The schemas of `MomentOptions`, with the defaults of Kingma & Ba (2015). */
export const momentSchemas: Readonly<Record<keyof MomentOptions, z.ZodDefault<z.ZodNumber>>> = {
  beta1: fraction.default(0.9),
  beta2: fraction.default(0.999),
  epsilon: z.number().positive().default(1e-8),
};

export const momentSlots: readonly string[] = ['mean', 'meanOfSquares'];

/**
 * Lines 4 to 8 of algorithm 1 of Kingma & Ba (2015), the last one without the learning rate:
 *
 *     m ← β₁ m + (1 − β₁) g        v ← β₂ v + (1 − β₂) g²
 *     d = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)
 *
 * @param context.step t, scalar, 1 at the first update.
 * @returns d as `direction`, of the shape of the gradient, and the next m and v.
 */
export function adaptiveMoments(
  { beta1, beta2, epsilon }: { readonly beta1: number; readonly beta2: number; readonly epsilon: number },
  { gradient, slots, step }: { readonly gradient: Tensor; readonly slots: Tensors; readonly step: Tensor },
): { readonly direction: Tensor; readonly slots: Tensors } {
  const mean = add(mul(beta1, slots.mean as Tensor), mul(1 - beta1, gradient));
  const meanOfSquares = add(mul(beta2, slots.meanOfSquares as Tensor), mul(1 - beta2, square(gradient)));
  const unbiasedMean = div(mean, sub(1, pow(beta1, step)));
  const unbiasedSquares = div(meanOfSquares, sub(1, pow(beta2, step)));
  return { direction: div(unbiasedMean, add(sqrt(unbiasedSquares), epsilon)), slots: { mean, meanOfSquares } };
}
