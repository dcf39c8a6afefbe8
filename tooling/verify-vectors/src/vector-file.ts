import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Numbers of a tensor as PyTorch lays them out. */
export interface VectorArray {
  readonly shape: number[];
  readonly data: number[];
}

/**
 * Outputs of the reference implementation for one small case: parameters by PyTorch name, symbol ids of a batch,
 * logits [batch, length + 1, vocabulary + 1], the loss (sum over time, mean over the batch) and its gradients.
 */
export interface VectorFile {
  readonly model: string;
  /** The reference implementation's command-line flags. */
  readonly arguments: string;
  readonly hidden_units: number;
  readonly vocabulary: number;
  readonly batch: number;
  readonly length: number;
  readonly inputs: number[][];
  readonly targets: number[][];
  readonly parameters: Record<string, VectorArray>;
  readonly logits: VectorArray;
  readonly loss: number;
  readonly gradients: Record<string, VectorArray>;
}

const array: z.ZodType<VectorArray> = z
  .strictObject({ shape: z.array(z.int().nonnegative()), data: z.array(z.number()) })
  .refine(
    ({ shape, data }) => data.length === shape.reduce((product, size) => product * size, 1),
    'data does not fill the shape',
  );

const symbols = z.array(z.array(z.int().nonnegative()).min(1)).min(1);

const vectorFile: z.ZodType<VectorFile> = z
  .object({
    model: z.string(),
    arguments: z.string(),
    hidden_units: z.int().positive(),
    vocabulary: z.int().positive(),
    batch: z.int().positive(),
    length: z.int().nonnegative(),
    inputs: symbols,
    targets: symbols,
    parameters: z.record(z.string(), array),
    logits: array,
    loss: z.number(),
    gradients: z.record(z.string(), array),
  })
  .superRefine(({ batch, length, inputs, targets }, context) => {
    if (inputs.length !== batch || inputs.some((row) => row.length !== length)) {
      context.addIssue({ code: 'custom', path: ['inputs'], message: `expected ${batch} rows of ${length} symbols` });
    }
    if (targets.length !== batch || targets.some((row) => row.length !== length + 1)) {
      context.addIssue({
        code: 'custom',
        path: ['targets'],
        message: `expected ${batch} rows of ${length + 1} symbols`,
      });
    }
  });

/** A file, model or number is not as it should be. The message names the file. */
export class VectorError extends Error {
  override name = 'VectorError';
}

/** @throws VectorError when the file cannot be read or is damaged. */
export function readVectorFile(path: string): VectorFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new VectorError(`${path}: cannot be read as JSON (${(error as Error).message})`, { cause: error });
  }
  const result = vectorFile.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 3)
    .map(({ path: at, message }) => `${at.join('.') || 'file'}: ${message}`);
  throw new VectorError(`${path}: is not a test vector: ${problems.join('; ')}`);
}
