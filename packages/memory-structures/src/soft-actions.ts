import type { MemorySizes } from '@pushdown/core';
import { add, div, log, neg, softmax, type Tensor, type Tensors } from '@pushdown/tensors';
import { z } from 'zod';

/** How logits become the mixture of actions that a memory takes (Suzgun et al. 2019). */
export interface SoftActionOptions {
  /** τ: logits are divided by it, so that small ones make actions nearly discrete. */
  readonly temperature?: number | undefined;
  /**
   * Gumbel-softmax (Jang et al. 2017): the noise −ln(−ln u) is added to the logits. Predictions are made without: equal
   * u shift all logits alike.
   */
  readonly gumbel?: boolean | undefined;
}

/** The schema of `SoftActionOptions`, field by field. */
export const softActionOptions: z.ZodRawShape = {
  temperature: z.number().positive().default(1),
  gumbel: z.boolean().default(false),
};

export interface SoftActions {
  /** The `noise` of the memory, if it needs any. */
  readonly declaration: { noise?(sizes: MemorySizes): Readonly<Record<string, readonly number[]>> };
  /** Logits [B, count] to probabilities. */
  probabilities(logits: Tensor, noise: Tensors): Tensor;
}

/** Keeps both logarithms finite, also where rounding makes u 0 or 1. */
const tiny = 1e-20;

export function softActions({ temperature = 1, gumbel = false }: SoftActionOptions, count: number): SoftActions {
  const sharpened = (logits: Tensor): Tensor => softmax(temperature === 1 ? logits : div(logits, temperature));
  if (!gumbel) return { declaration: {}, probabilities: sharpened };
  return {
    declaration: { noise: ({ batchSize }) => ({ actions: [batchSize, count] }) },
    probabilities(logits, noise) {
      const uniform = noise.actions as Tensor;
      return sharpened(add(logits, neg(log(add(neg(log(add(uniform, tiny))), tiny)))));
    },
  };
}
