import { type ParameterSelection, selectionFields } from '@pushdown/core';
import { z } from 'zod';

/** A distribution of initial values, as data. */
export type Distribution =
  | { readonly type: 'constant'; readonly value: number }
  /** On ± `bound`. */
  | { readonly type: 'uniform'; readonly bound: number }
  /** The sum of so many numbers uniform on ± `bound` (the program of Joulin & Mikolov 2015). */
  | { readonly type: 'sum-of-uniforms'; readonly bound: number; readonly terms: number }
  /** Glorot & Bengio (2010), of matrices; vectors, which are biases, begin with 0. */
  | { readonly type: 'xavier-uniform'; readonly gain: number };

/** How the selected parameters begin. */
export interface InitializationRule extends ParameterSelection {
  readonly distribution: Distribution;
}

/** Values from a file: of the selected parameters or, if nothing is selected, of all. */
export interface ParameterFile extends ParameterSelection {
  /** A safetensors file, such as the `parameters.safetensors` of a run; a relative path starts from the working directory. */
  readonly file: string;
  /** SHA-256 of its content in hexadecimal digits, which then has to be the same. */
  readonly sha256?: string | undefined;
}

const distribution = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('constant'), value: z.number() }),
    z.strictObject({ type: z.literal('uniform'), bound: z.number().nonnegative() }),
    z.strictObject({
      type: z.literal('sum-of-uniforms'),
      bound: z.number().nonnegative(),
      terms: z.int().positive().default(3),
    }),
    z.strictObject({ type: z.literal('xavier-uniform'), gain: z.number().positive().default(1) }),
  ],
  {
    error:
      'expected a distribution such as {"type": "uniform", "bound": 0.1}; types are constant, uniform, sum-of-uniforms and xavier-uniform',
  },
);

export const initializationSchema: z.ZodType<readonly InitializationRule[], readonly InitializationRule[]> = z.array(
  z.strictObject({ ...selectionFields, distribution }),
) as never;

export const parameterFileSchema: z.ZodType<ParameterFile, ParameterFile> = z.strictObject({
  ...selectionFields,
  file: z.string().min(1),
  sha256: z.string().optional(),
});
