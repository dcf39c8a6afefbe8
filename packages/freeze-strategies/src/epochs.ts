import { type Contribution, defineFreezeStrategy, type FreezeStrategy, parameterSelector } from '@pushdown/core';
import { z } from 'zod';
import { type SelectionOptions, selectionSchema } from './selection-options.ts';

/** Options of `freezeDuringEpochs`. */
export interface EpochsOptions extends SelectionOptions {
  /** Epochs that everything trains before; 0 by default. */
  readonly after?: number | undefined;
  /** Epochs finished when it thaws; never by default. */
  readonly until?: number | undefined;
}

/** Freezes the parameters it is told after some epochs, and thaws them after some more. */
export const freezeDuringEpochs: Contribution<'freeze-strategy', EpochsOptions, FreezeStrategy> = defineFreezeStrategy({
  name: 'epochs',
  description: 'parameters are frozen after some epochs, until others have passed',
  options: selectionSchema<EpochsOptions>({
    after: z.int().nonnegative().default(0),
    until: z.int().positive().optional(),
  }).refine(({ after = 0, until }) => until === undefined || until > after, {
    path: ['until'],
    error: 'must be later than "after", or nothing is ever frozen',
  }),
  create({ after = 0, until = Number.POSITIVE_INFINITY, ...selection }) {
    const selected = parameterSelector(selection);
    return {
      name: 'epochs',
      isFrozen: (parameter, { epoch }) => epoch >= after && epoch < until && selected(parameter),
    };
  },
});
