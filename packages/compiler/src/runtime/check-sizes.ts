import { type Attributes, resolveShape, type SizeValues, type Tensor, TensorError } from '@pushdown/tensors';
import type { SizedTensors } from '../plan/sized.ts';
import type { RunSizes } from './memory-layout.ts';

/**
 * Refuses a run in which a tensor would have a negative size or a slice would reach beyond what it is taken of. The messages
 * are those of the reference executor. Sizes only grow with time, so that the first step tells.
 *
 * @param continues the run has no initial state of its own.
 * @throws TensorError naming the size.
 */
export function checkSizes({ initial, step }: SizedTensors, { steps, capacity }: RunSizes, continues: boolean): void {
  const values = { capacity, entries: 0 };
  if (!continues) for (const tensor of initial) checkSize(tensor, values);
  if (steps > 0) for (const tensor of step) checkSize(tensor, values);
}

function checkSize(tensor: Tensor, values: SizeValues): void {
  const sizes = resolveShape(tensor.shape, values);
  if (tensor.primitive !== 'slice') return;
  const begin = resolveShape((tensor.attributes as Attributes['slice']).begin, values);
  const whole = resolveShape((tensor.arguments[0] as Tensor).shape, values);
  for (const [axis, size] of whole.entries()) {
    const [first, count] = [begin[axis] as number, sizes[axis] as number];
    if (first + count > size)
      throw new TensorError(
        `slice: axis ${axis} has ${size} elements in this run, too few for elements ${first} to ${first + count - 1}`,
      );
  }
}
