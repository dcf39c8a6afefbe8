import { z } from 'zod';

/** What all cells but the second-order one have in common. */
export interface CellOptions {
  /** Hidden units. */
  readonly size: number;
  /** Initial weights and biases are uniform on ± this; 0.1 in DuSell & Chiang (2023). */
  readonly initialRange?: number | undefined;
  /** Bias vectors: 2 as in PyTorch, one for the input and one for the hidden state, which mostly are only added; or 1. */
  readonly biases?: 1 | 2 | undefined;
  /** Layer normalization (Ba et al. 2016). Its shifts take the place of the biases. */
  readonly layerNormalization?: boolean | undefined;
  /** The state before the first symbol: zeros, or a vector that is learned. */
  readonly initialState?: 'zero' | 'learned' | undefined;
}

/** The schema of `CellOptions`, field by field, for cells to add their own. */
export const cellOptions: z.ZodRawShape = {
  size: z.int().positive(),
  initialRange: z.number().nonnegative().default(0.1),
  biases: z.union([z.literal(1), z.literal(2)]).default(2),
  layerNormalization: z.boolean().default(false),
  initialState: z.enum(['zero', 'learned']).default('zero'),
};
