import { type ParameterSelection, selectionFields } from '@pushdown/core';
import { z } from 'zod';

/** Options of the strategies that are told what to freeze. */
export type SelectionOptions = ParameterSelection;

/**
 * The schema of such options. A selection has to name something: a strategy that freezes nothing is a mistake.
 * @param fields what a strategy takes besides.
 */
export function selectionSchema<Options extends SelectionOptions>(
  fields: Readonly<z.ZodRawShape> = {},
): z.ZodType<Options, Options> {
  const schema = z
    .strictObject({ ...selectionFields, ...fields })
    .refine(({ components = [], paths = [] }: SelectionOptions) => components.length > 0 || paths.length > 0, {
      error: 'names nothing to freeze; give "components" such as ["controller"], or "paths" such as ["controller/**"]',
    });
  return schema as unknown as z.ZodType<Options, Options>;
}
