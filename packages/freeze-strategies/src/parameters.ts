import {
  type Contribution,
  defineFreezeStrategy,
  type FreezeStrategy,
  parameterSelector,
  selectionFields,
} from '@pushdown/core';
import { z } from 'zod';
import { type SelectionOptions, selectsAnything, selectsNothing } from './selection-options.ts';

/** Freezes the parameters it is told, by component or by path, in any combination and from the first step on. */
export const freezeParameters: Contribution<'freeze-strategy', SelectionOptions, FreezeStrategy> = defineFreezeStrategy(
  {
    name: 'parameters',
    description: 'components, and parameters whose paths match a pattern, keep their initial values',
    options: z.strictObject(selectionFields).refine(selectsAnything, { error: selectsNothing }) as z.ZodType<
      SelectionOptions,
      SelectionOptions
    >,
    create: (selection) => ({ name: 'parameters', isFrozen: parameterSelector(selection) }),
  },
);
