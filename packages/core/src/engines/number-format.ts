import type { NumberFormat } from '@pushdown/tensors';
import { z } from 'zod';

const bits = z.int().min(0).max(51);

/** A format of numbers as an option of an engine: its name, or an object with numbers of bits. */
export const numberFormat: z.ZodType<NumberFormat, NumberFormat> = z.union([
  z.enum(['float64', 'float32', 'bfloat16', 'float16']),
  z.strictObject({ mantissaBits: z.int().min(1).max(52) }),
  z
    .strictObject({ integerBits: bits, fractionBits: bits })
    .refine(({ integerBits, fractionBits }) => integerBits + fractionBits <= 51, 'at most 51 bits together'),
]);
