import { sameShape, type Tensor } from '@pushdown/tensors';

/** The terms of a sum: each can be added to memory on its own, without a place for the whole. */
export function addendsOf(tensor: Tensor): Tensor[] {
  const isSum = tensor.primitive === 'add' && tensor.arguments.every(({ shape }) => sameShape(shape, tensor.shape));
  return isSum ? tensor.arguments.flatMap(addendsOf) : [tensor];
}
