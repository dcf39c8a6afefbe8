import { type NumberFormat, referenceExecutor } from '@pushdown/tensors';
import { z } from 'zod';
import type { Engine } from '../contracts/engine.ts';
import type { Contribution } from '../plugins/contribution.ts';
import { defineEngine } from '../plugins/define.ts';
import { numberFormat } from './number-format.ts';

export interface ReferenceEngineOptions {
  readonly format?: NumberFormat | undefined;
  readonly rounded?: 'everything' | 'carry' | undefined;
}

/** The interpreter of @pushdown/tensors as an engine: slow and literal, in any number format. */
export const referenceEngine: Contribution<'engine', ReferenceEngineOptions, Engine> = defineEngine({
  name: 'reference',
  description: 'plain interpreter; slow, literal, in any number format',
  options: z.strictObject({
    format: numberFormat.default('float64'),
    rounded: z.enum(['everything', 'carry']).default('everything'),
  }) as z.ZodType<Required<ReferenceEngineOptions>, ReferenceEngineOptions>,
  create: (options) => referenceExecutor(options as never),
});
