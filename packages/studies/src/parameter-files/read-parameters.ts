import { readFile } from 'node:fs/promises';
import {
  decodeSafetensors,
  OptionError,
  type ParameterValues,
  parameterSelector,
  type RecurrentModel,
  type SafetensorsEntry,
} from '@pushdown/core';
import { sha256 } from '../checkpoints/sha256.ts';
import type { ParameterFile } from '../experiment/initialization-schema.ts';
import { pytorchNames } from './pytorch-names.ts';
import { transposed } from './to-pytorch.ts';

type Entries = Readonly<Record<string, SafetensorsEntry>>;

/**
 * Values of a model's parameters from a safetensors file, such as the `parameters.safetensors` of a run: under our paths or,
 * where no name has a slash, under PyTorch's names. Those of the parameters that are selected, whatever else the file has;
 * without a selection those of all, and it must have no others.
 *
 * @throws OptionError when the file cannot be read or is not the one that is stated, lacks a parameter, or has it in another
 *   shape.
 */
export async function readParameters(
  model: Pick<RecurrentModel, 'parameters'>,
  parameterFile: ParameterFile,
): Promise<ParameterValues> {
  const { file, sha256: stated, ...selection } = parameterFile;
  try {
    const bytes = await readFile(file);
    const found = sha256(bytes);
    if (stated !== undefined && found !== stated)
      throw new OptionError(`its content has the SHA-256 ${found}, not ${stated}`);
    return valuesIn(decodeSafetensors(bytes).tensors, model, selection);
  } catch (error) {
    throw new OptionError(`initialParameters: "${file}": ${(error as Error).message}`, { cause: error });
  }
}

function valuesIn(
  tensors: Entries,
  { parameters }: Pick<RecurrentModel, 'parameters'>,
  selection: Omit<ParameterFile, 'file' | 'sha256'>,
): ParameterValues {
  const paths = parameters.map(({ path }) => path);
  const fromPytorch = !Object.keys(tensors).some((name) => name.includes('/'));
  const names = fromPytorch ? pytorchNames(paths) : new Map(paths.map((path) => [path, path]));
  const isSelective = selection.components !== undefined || selection.paths !== undefined;
  const selects = parameterSelector(isSelective ? selection : { ...selection, paths: ['**'] });
  const wanted = parameters.filter(selects);
  if (wanted.length === 0) throw new OptionError('no parameter of the model is selected');
  const known = new Set(names.values());
  const extra = isSelective ? undefined : Object.keys(tensors).find((name) => !known.has(name));
  if (extra !== undefined) throw new OptionError(`it has a parameter "${extra}" that the model lacks`);
  return Object.fromEntries(
    wanted.map(({ path, shape }) => {
      const name = names.get(path) as string;
      const found = tensors[name];
      if (found === undefined) throw new OptionError(`it has no parameter "${name}"`);
      const needed = fromPytorch ? shape.toReversed() : shape;
      if (found.shape.join() !== needed.join()) {
        throw new OptionError(
          `it has "${name}" in the shape [${found.shape.join(', ')}]; the model needs [${needed.join(', ')}]`,
        );
      }
      return [path, Float64Array.from((fromPytorch ? transposed(found) : found).values)];
    }),
  );
}
