import type { Component, ParameterSelection } from '@pushdown/core';
import { z } from 'zod';

/** Options of the strategies that are told what to freeze. */
export type SelectionOptions = ParameterSelection;

/** A component of a model, for the options of strategies. */
export const component: z.ZodType<Component, Component> = z.enum(['controller', 'memory', 'embedding', 'classifier']);

const pattern = z.string().min(1);

/** The schemas of `SelectionOptions`, for strategies to add their own. */
export const selectionSchemas: {
  readonly components: z.ZodOptional<z.ZodArray<typeof component>>;
  readonly paths: z.ZodOptional<z.ZodArray<z.ZodString>>;
  readonly except: z.ZodOptional<z.ZodArray<z.ZodString>>;
} = {
  components: z.array(component).optional(),
  paths: z.array(pattern).optional(),
  except: z.array(pattern).optional(),
};

/** Whether a selection names anything; a strategy that freezes nothing is a mistake in its options. */
export function selectsAnything({ components = [], paths = [] }: SelectionOptions): boolean {
  return components.length > 0 || paths.length > 0;
}

/** The message for selections that name nothing. */
export const selectsNothing =
  'names nothing to freeze; give "components" such as ["controller"], or "paths" such as ["controller/**"]';
