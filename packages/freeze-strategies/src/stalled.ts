import { type Contribution, defineFreezeStrategy, type FreezeStrategy, parameterSelector } from '@pushdown/core';
import { z } from 'zod';
import { type SelectionOptions, selectionSchema } from './selection-options.ts';

/** Options of `freezeWhenStalled`. */
export interface StalledOptions extends SelectionOptions {
  /** Epochs in a row without a better validation score after which parameters are frozen. */
  readonly patience?: number | undefined;
  /** Epochs after which they thaw, to be frozen again at the next stall; never by default. */
  readonly epochs?: number | undefined;
}

/** Freezes the parameters it is told when validation stops improving, for good or for a number of epochs. */
export const freezeWhenStalled: Contribution<'freeze-strategy', StalledOptions, FreezeStrategy> = defineFreezeStrategy({
  name: 'stalled',
  description: 'parameters are frozen when validation stops improving, for good or for some epochs',
  options: selectionSchema<StalledOptions>({
    patience: z.int().positive().default(3),
    epochs: z.int().positive().optional(),
  }),
  create({ patience = 3, epochs = Number.POSITIVE_INFINITY, ...selection }) {
    const selected = parameterSelector(selection);
    return {
      name: 'stalled',
      isFrozen: (parameter, { scores }) => selected(parameter) && isFrozenAfter(scores, patience, epochs),
    };
  },
});

/**
 * Whether parameters are frozen after epochs with these scores: goes through them as training did. Epochs count as stalled
 * while nothing is frozen only; after a thaw they are counted anew.
 */
function isFrozenAfter(scores: readonly number[], patience: number, epochs: number): boolean {
  let best = Number.POSITIVE_INFINITY;
  let stalled = 0;
  let left = 0;
  for (const score of scores) {
    if (left > 0) left--;
    else if (score >= best) stalled++;
    else stalled = 0;
    best = Math.min(best, score);
    if (stalled >= patience) {
      left = epochs;
      stalled = 0;
    }
  }
  return left > 0;
}
