import type { RateFactor } from '@pushdown/training';
import { z } from 'zod';

const epochs = z.number().positive();
const after = z.number().nonnegative().default(0);

/** The schema of a factor of the learning rate, with the defaults of @pushdown/training filled in. */
export const rateFactorSchema: z.ZodType<RateFactor, RateFactor> = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('warm-up'), after, epochs, from: z.number().nonnegative().default(0.1) }),
    z.strictObject({ type: z.literal('step'), after, every: epochs, factor: z.number().positive() }),
    z.strictObject({ type: z.literal('cosine'), after, epochs, to: z.number().nonnegative().default(0) }),
  ],
  { error: 'expected a factor such as {"type": "warm-up", "epochs": 2}; types are warm-up, step and cosine' },
);
