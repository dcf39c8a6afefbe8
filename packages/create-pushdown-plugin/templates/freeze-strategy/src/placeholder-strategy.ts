import { type Contribution, defineFreezeStrategy, type FreezeStrategy } from '@pushdown/core';
import { z } from 'zod';

export interface PlaceholderStrategyOptions {
  /** Epochs in which the memory trains; 5 by default. */
  readonly epochs?: number | undefined;
}

/** Everything trains at first; then the memory stays as it is. */
export const placeholderStrategy: Contribution<'freeze-strategy', PlaceholderStrategyOptions, FreezeStrategy> =
  defineFreezeStrategy({
    name: 'placeholder-strategy',
    description: 'the memory trains for some epochs, then it is frozen',
    options: z.strictObject({ epochs: z.int().nonnegative().default(5) }) as z.ZodType<
      Required<PlaceholderStrategyOptions>,
      PlaceholderStrategyOptions
    >,
    create: ({ epochs = 5 }) => ({
      name: 'placeholder-strategy',
      isFrozen: ({ component }, { epoch }) => component === 'memory' && epoch >= epochs,
    }),
  });
