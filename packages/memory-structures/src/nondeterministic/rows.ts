import { type Dimension, pad, type Tensor } from '@pushdown/tensors';

/** Zeros added before and behind the elements of one axis. */
export function withZeros(x: Tensor, axis: number, [before, behind]: readonly [Dimension, Dimension]): Tensor {
  return pad(
    x,
    x.shape.map((_, other) => (other === axis ? ([before, behind] as const) : ([0, 0] as const))),
  );
}
