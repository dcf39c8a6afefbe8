import { concat, expandDims, fill, sliceAxis, type Tensor } from '@pushdown/tensors';

/** What is stored [B, depth, m] after a push of `top` [B, m]: all else one place deeper, the last element lost. */
export function shiftDown(elements: Tensor, top: Tensor): Tensor {
  return concat([expandDims(top, 1), sliceAxis(elements, 1, 0, -1)], 1);
}

/** What is stored after a pop: all but the top [B, depth, m] one place higher, and `empty` in the last place. */
export function shiftUp(elements: Tensor, empty = 0): Tensor {
  const [batch, , width] = elements.shape as [number, number, number];
  return concat([sliceAxis(elements, 1, 1), fill([batch, 1, width], empty)], 1);
}

/** One number a sequence [B] as a factor of all its elements [B, depth, m]. */
export function perSequence(x: Tensor): Tensor {
  return expandDims(expandDims(x, 1), 2);
}
