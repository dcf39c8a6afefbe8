import { apply } from '../apply.ts';
import { operationError } from '../errors.ts';
import { type DataType, isTensor, type Tensor, type TensorLike } from '../tensor.ts';

/** A tensor as it is, a number as a scalar constant of the given type. @throws TensorError for anything else. */
export function toTensor(value: TensorLike, operation: string, dtype: DataType = 'float'): Tensor {
  if (isTensor(value)) return value;
  if (typeof value === 'number') return apply('fill', [], { value, shape: [], dtype }, operation);
  throw operationError(`${operation}: expected a tensor or a number but got ${value === null ? 'null' : typeof value}`);
}

/** Tensors of one operation; numbers among them take the type of the first real tensor. */
export function toTensors(values: readonly TensorLike[], operation: string): Tensor[] {
  const dtype = values.find(isTensor)?.dtype ?? 'float';
  return values.map((value) => toTensor(value, operation, dtype));
}

/** A non-negative axis from one that may count from the end (−1 is the last). Range errors are left to the shape rules. */
export function normalizeAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
