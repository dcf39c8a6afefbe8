import type { ParameterSelection } from '@pushdown/core';

/** Options of the strategies that are told what to freeze. */
export type SelectionOptions = ParameterSelection;

/** Whether a selection names anything; a strategy that freezes nothing is a mistake in its options. */
export function selectsAnything({ components = [], paths = [] }: SelectionOptions): boolean {
  return components.length > 0 || paths.length > 0;
}

/** The message for selections that name nothing. */
export const selectsNothing =
  'names nothing to freeze; give "components" such as ["controller"], or "paths" such as ["controller/**"]';
