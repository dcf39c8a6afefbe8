import type { DataType } from '@pushdown/tensors';
import type { Tfjs, TfTensor } from '../tfjs.ts';
import { dataTypes } from '../translations/translation.ts';

type Numbers = Float32Array | Int32Array | Uint8Array;

/** A copy of numbers from outside as TensorFlow.js stores them. */
export function toNumbers(values: ArrayLike<number>, dtype: DataType): Numbers {
  if (dtype === 'float') return Float32Array.from(values);
  return dtype === 'int' ? Int32Array.from(values) : Uint8Array.from(values);
}

export function toTensor(tf: Tfjs, values: Numbers, shape: readonly number[], dtype: DataType): TfTensor {
  return tf.tensor(values, [...shape], dataTypes[dtype]);
}

/** A copy of a tensor's numbers; backends may hand out the very memory they compute in. */
export function toFloats(tensor: TfTensor): Float32Array {
  return Float32Array.from(tensor.dataSync());
}
