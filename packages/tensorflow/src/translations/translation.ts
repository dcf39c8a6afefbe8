import type { Attributes, DataType, Dimension, PrimitiveName } from '@pushdown/tensors';
import type { TfDataType, Tfjs, TfTensor } from '../tfjs.ts';

/**
 * Computes one application on tensors of TensorFlow.js. It may return one of its arguments; whoever calls it owns what is
 * made on the way, as inside `tidy`.
 */
export type Operation = (args: readonly TfTensor[]) => TfTensor;

/** An application with all sizes known. Its result has at least one element. */
export interface Application<P extends PrimitiveName> {
  readonly tf: Tfjs;
  readonly attributes: Attributes[P];
  readonly shape: readonly number[];
  readonly dtype: DataType;
  readonly argumentShapes: readonly (readonly number[])[];
  readonly argumentTypes: readonly DataType[];
  readonly resolve: (dimension: Dimension) => number;
}

/** Prepares an application; what depends on sizes only is worked out here, once. */
export type Translation<P extends PrimitiveName> = (application: Application<P>) => Operation;

export const dataTypes: Readonly<Record<DataType, TfDataType>> = { float: 'float32', int: 'int32', bool: 'bool' };

/** The only argument, or the first one. */
export function first(args: readonly TfTensor[]): TfTensor {
  return args[0] as TfTensor;
}

export function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Whether a tensor of this shape has no elements, which kernels of TensorFlow.js are not all prepared for. */
export function isEmpty(shape: readonly number[]): boolean {
  return shape.includes(0);
}
