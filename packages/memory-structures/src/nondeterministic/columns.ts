import {
  add,
  concat,
  divNoNan,
  einsum,
  element,
  expandDims,
  mul,
  reshape,
  stopGradient,
  sum,
  type Tensor,
} from '@pushdown/tensors';
import type { Transitions } from './transitions.ts';

/**
 * A column j of inside sums, ending at time j (DuSell & Chiang 2023): [B, rows, Q, S, Q, S, M] for i, q, x → r, y. Row
 * i is about the runs that in state q with x on top at time i push something, never touch x until time j, and are then
 * in state r with y lying on x. M = 1 + m: the sum γ of the weights of these runs, and the sums ζ of weight times the
 * vector on top. So γ is ζ for vectors that are always 1, and both obey the same equations.
 *
 * γ grows like a product of as many weights as there are steps. What is kept is therefore γ times a constant of its column:
 * the transition weights of step j are divided by the sum of α[j−1], as it is kept. That sum is then what one step has made of
 * 1, whatever the number of steps. In a product γ[i→k] γ[k→j] the constants of k cancel, so that every sum remains right up to
 * a constant of its column, and readings are ratios within a column. Dividing the weights of a step takes less than dividing
 * its column, and no second copy of the column has to be kept. Weights are plain numbers, no logarithms: sums of products are
 * contractions.
 */

/** The weights of a step, divided by the sum of the forward weights α [B, Q, S] before it. */
export function rescaled({ push, replace, pop }: Transitions, forward: Tensor): Transitions {
  // A constant as far as gradients go: no reading depends on it.
  const scale = stopGradient(divNoNan(1, sum(forward, [1, 2])));
  const times = (weights: Tensor): Tensor =>
    mul(weights, reshape(scale, [scale.shape[0] as number, ...weights.shape.slice(1).map(() => 1)]));
  return { push: times(push), replace: times(replace), pop: times(pop) };
}

/**
 * γ′[k→j][t, y→r] = Σ_{s,z} γ[k→j−1][t, y→s, z] · pop[s, z→r]: runs k→j that end by uncovering y again.
 * @returns [B, rows, Q, S, Q]
 */
export function uncovering(previous: Tensor, { pop }: Transitions): Tensor {
  return einsum('bktysz,bszr->bktyr', element(previous, 6, 0), pop);
}

/** Σ_{s,z} γ[i→j−1][q, x→s, z] · replace[s, z→r, y]: runs whose last step replaces the top. */
export function replaced(previous: Tensor, { replace }: Transitions): Tensor {
  return einsum('biqxszm,bszry->biqxrym', previous, replace);
}

/** push[q, x→r, y] with what the run carries, as the row i = j − 1: [B, 1, Q, S, Q, S, M]. */
export function pushed({ push }: Transitions, payload: Tensor): Tensor {
  return expandDims(einsum('bqxry,bm->bqxrym', push, payload), 1);
}

export interface ColumnResult {
  /** Column j. */
  readonly column: Tensor;
  /** α[j]: [B, Q, S]. */
  readonly forward: Tensor;
  /** Forward sums [B, Q, S, M], to be read; their scale is arbitrary. */
  readonly sums: Tensor;
}

/**
 * Column j from its older rows and its last one, and the forward sums
 *
 *     α[j][r, y] = Σ_i Σ_{q,x} α[i][q, x] γ[i→j][q, x→r, y]
 *
 * @param forward α[i] for the rows of the column: [B, rows, Q, S].
 */
export function finishColumn(older: readonly Tensor[], last: Tensor, forward: Tensor): ColumnResult {
  const column = concat([older.reduce(add), last], 1);
  const sums = einsum('biqx,biqxrym->brym', forward, column);
  return { column, forward: element(sums, 3, 0), sums };
}
