import { type NumberFormat, referenceExecutor } from '@pushdown/tensors';
import { z } from 'zod';
import type { Engine } from '../contracts/engine.ts';
import type { Contribution } from '../plugins/contribution.ts';
import { defineEngine } from '../plugins/define.ts';

const bits = z.int().min(0).max(51);

const format: z.ZodType<NumberFormat, NumberFormat> = z.union([
  z.enum(['float64', 'float32', 'bfloat16', 'float16']),
  z.strictObject({ mantissaBits: z.int().min(1).max(52) }),
  z
    .strictObject({ integerBits: bits, fractionBits: bits })
    .refine(({ integerBits, fractionBits }) => integerBits + fractionBits <= 51, 'at most 51 bits together'),
]);

export interface ReferenceEngineOptions {
  readonly format?: NumberFormat | undefined;
  readonly rounded?: 'everything' | 'carry' | undefined;
}

/** The interpreter of @pushdown/tensors as an engine: slow and literal, in any number format. */
export const referenceEngine: Contribution<'engine', ReferenceEngineOptions, Engine> = defineEngine({
  name: 'reference',
  description: 'plain interpreter; slow, literal, in any number format',
  options: z.strictObject({
    format: format.default('float64'),
    rounded: z.enum(['everything', 'carry']).default('everything'),
  }) as z.ZodType<Required<ReferenceEngineOptions>, ReferenceEngineOptions>,
  create: (options) => referenceExecutor(options as never),
});
