import { type LinearLayer, linearLayer, uniform } from '@pushdown/core';
import { exp, linear, max, reshape, softmax, split, stopGradient, sub, type Tensor } from '@pushdown/tensors';

/** The finite control of a weighted pushdown automaton: Q states and S stack symbols. */
export interface AutomatonSizes {
  readonly states: number;
  readonly symbols: number;
}

/**
 * Weights of all transitions at one step, by source state q and top symbol x. Each batch element may have its weights
 * times a constant of its own.
 */
export interface Transitions {
  /** Go to r and push y on x: [B, Q, S, Q, S] for q, x → r, y. */
  readonly push: Tensor;
  /** Go to r and replace x by y: [B, Q, S, Q, S] for q, x → r, y. */
  readonly replace: Tensor;
  /** Go to r and pop x: [B, Q, S, Q] for q, x → r. */
  readonly pop: Tensor;
}

/** H → Q·S rows q, x of 2·Q·S + Q logits: pushes, replacements, pops. */
export function transitionLayer(controllerSize: number, { states, symbols }: AutomatonSizes): LinearLayer {
  const pairs = states * symbols;
  return linearLayer(controllerSize, pairs * (2 * pairs + states), { initialize: uniform(0.1) });
}

/**
 * Weights e^logit. Every run of the automaton uses one transition a step, so a constant that all logits of a step share
 * multiplies all runs alike and no reading changes; the largest logit is subtracted against overflow.
 *
 * @param options.normalize the weights of each row q, x are probabilities, as in the NS-RNN.
 */
export function transitionsOf(
  hidden: Tensor,
  layer: { readonly weights: Tensor; readonly bias: Tensor },
  { states, symbols, normalize }: AutomatonSizes & { readonly normalize: boolean },
): Transitions {
  const batch = hidden.shape[0] as number;
  const pairs = states * symbols;
  const logits = reshape(linear(hidden, layer), [batch, pairs, 2 * pairs + states]);
  const weights = normalize ? softmax(logits) : exp(sub(logits, stopGradient(max(logits, [1, 2], true))));
  const [push, replace, pop] = split(weights, [pairs, pairs, states], 2) as [Tensor, Tensor, Tensor];
  return {
    push: reshape(push, [batch, states, symbols, states, symbols]),
    replace: reshape(replace, [batch, states, symbols, states, symbols]),
    pop: reshape(pop, [batch, states, symbols, states]),
  };
}
