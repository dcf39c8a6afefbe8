import { readFile } from 'node:fs/promises';
import { decodeParameters, decodeSafetensors, type ParameterValues, type RecurrentModel } from '@pushdown/core';
import { UsageError } from '../errors.ts';
import { fromPytorch } from '../pytorch/convert.ts';
import { existingFile } from './load-module.ts';

/** The content of a file of parameters. @throws UsageError when there is none. */
export async function readParameterFile(path: string): Promise<Buffer> {
  return readFile(existingFile(path, process.cwd(), 'parameter file'));
}

/**
 * The parameters in a safetensors file, under our paths or, where no name has a slash, under PyTorch's names.
 * @param shown names the file in messages.
 * @throws UsageError when it is damaged or belongs to another model.
 */
export function parseParameters(model: RecurrentModel, bytes: Uint8Array, shown: string): ParameterValues {
  try {
    const { tensors } = decodeSafetensors(bytes);
    if (Object.keys(tensors).some((name) => name.includes('/'))) return decodeParameters(model, bytes);
    const ours = fromPytorch(model.parameters, tensors);
    return Object.fromEntries(Object.entries(ours).map(([path, { values }]) => [path, Float64Array.from(values)]));
  } catch (error) {
    throw new UsageError(`"${shown}": ${(error as Error).message}`, { cause: error });
  }
}
