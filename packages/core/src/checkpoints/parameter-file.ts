import type { Values } from '@pushdown/tensors';
import { ModelError } from '../model/errors.ts';
import type { RecurrentModel } from '../model/recurrent-model.ts';
import { mapValues } from '../plain.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Parameter values of a model as a safetensors file: F32 or F64 as they are, under their paths. */
export function encodeParameters(
  model: RecurrentModel,
  values: Readonly<Record<string, Values>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const tensors = Object.fromEntries(
    model.parameters.map(({ path, shape }) => [path, { shape, values: values[path] as Values }]),
  );
  return encodeSafetensors({ tensors, metadata: { format: 'pushdown/1', ...metadata } });
}

/**
 * The parameter values in a file.
 * @throws SafetensorsError when the file is damaged; ModelError when it belongs to another model, naming the difference.
 */
export function decodeParameters(model: RecurrentModel, bytes: Uint8Array): Record<string, Float64Array> {
  const { tensors } = decodeSafetensors(bytes);
  const paths = new Set(model.parameters.map(({ path }) => path));
  for (const { path, shape } of model.parameters) {
    const entry = tensors[path];
    if (entry === undefined)
      throw new ModelError(`the checkpoint has no parameter "${path}"; it belongs to another model`);
    if (entry.shape.join() !== shape.join()) {
      throw new ModelError(
        `the checkpoint has the parameter "${path}" of shape [${entry.shape.join(', ')}], the model of [${shape.join(', ')}]`,
      );
    }
  }
  const extra = Object.keys(tensors).find((path) => !paths.has(path));
  if (extra !== undefined) throw new ModelError(`the checkpoint has a parameter "${extra}" that the model lacks`);
  return mapValues(tensors, ({ values }) => Float64Array.from(values));
}
