import { type Contribution, defineFreezeStrategy, type FreezeStrategy, parameterSelector } from '@pushdown/core';
import { type SelectionOptions, selectionSchema } from './selection-options.ts';

/** Freezes the parameters it is told, by component or by path, in any combination and from the first step on. */
export const freezeParameters: Contribution<'freeze-strategy', SelectionOptions, FreezeStrategy> = defineFreezeStrategy(
  {
    name: 'parameters',
    description: 'components, and parameters whose paths match a pattern, keep their initial values',
    options: selectionSchema(),
    create: (selection) => ({ name: 'parameters', isFrozen: parameterSelector(selection) }),
  },
);
