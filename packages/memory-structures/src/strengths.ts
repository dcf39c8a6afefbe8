import { cumsum, einsum, minimum, relu, sub, type Tensor } from '@pushdown/tensors';

/**
 * Strengths of what is stored, [B, capacity], the newest first, and how they are used up (Grefenstette et al. 2015): an
 * amount is taken from the elements in their order, each giving what it has until there is enough.
 *
 * They are kept as they are, and their running sums computed anew at each step. Running sums as a state would be
 * cheaper to update, but every step would round the deep ones again; so, a strength changes only where something is
 * taken.
 */
export type Order = 'newest-first' | 'oldest-first';

/** Sums of the strengths of all elements that are used before each. */
export function strengthBefore(strengths: Tensor, order: Order): Tensor {
  return cumsum(strengths, 1, true, order === 'oldest-first');
}

/**
 * What is left when `amount` [B, 1] is taken, where `before` is what elements ahead of each have:
 *
 *     s′[i] = max(0, s[i] − max(0, u − before[i]))
 */
export function take(strengths: Tensor, amount: Tensor, before: Tensor): Tensor {
  return relu(sub(strengths, relu(sub(amount, before))));
}

/**
 * The elements that make up the first unit of strength, mixed: Σ_i min(s[i], max(0, 1 − before[i])) V[i].
 * @param values V [B, capacity, m]. @returns [B, m]
 */
export function read(strengths: Tensor, values: Tensor, before: Tensor): Tensor {
  return einsum('bi,bim->bm', readingWeights(strengths, before), values);
}

/** min(s[i], max(0, 1 − before[i])): the share of each element in the first unit of strength. */
export function readingWeights(strengths: Tensor, before: Tensor): Tensor {
  return minimum(strengths, relu(sub(1, before)));
}
