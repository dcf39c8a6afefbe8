import { constant, type ParameterDeclaration } from '@pushdown/core';
import { concat, layerNormalization, split, type Tensor } from '@pushdown/tensors';

/** Scale and shift of a layer normalization (Ba et al. 2016, equation 4), both [width]. */
export type Normalization = { readonly scale: ParameterDeclaration; readonly shift: ParameterDeclaration };

/** At first it only normalizes: scale 1, shift 0. */
export function normalization(width: number): Normalization {
  return {
    scale: { shape: [width], initialize: constant(1) },
    shift: { shape: [width], initialize: constant(0) },
  };
}

/** Normalizes pieces of x [B, width] on their own, each to mean 0 and variance 1 before scale and shift. */
export function normalize(
  x: Tensor,
  { scale, shift }: { readonly scale: Tensor; readonly shift: Tensor },
  pieces: readonly number[],
): Tensor {
  if (pieces.length === 1) return layerNormalization(x, scale, shift);
  const [scales, shifts] = [split(scale, pieces), split(shift, pieces)];
  const normalized = split(x, pieces, 1).map((piece, index) =>
    layerNormalization(piece, scales[index] as Tensor, shifts[index] as Tensor),
  );
  return concat(normalized, 1);
}
