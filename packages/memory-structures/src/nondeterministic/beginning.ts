import { broadcastTo, concat, element, ones, pad, reshape, sliceAxis, type Tensor, zeros } from '@pushdown/tensors';
import type { AutomatonSizes } from './transitions.ts';

/**
 * The runs before the first step. The automaton begins in state 0 with the bottom symbol 0, at time 0; in the revision
 * of 2023 that symbol counts as pushed at time −1, so that it can be uncovered again and replaced.
 */
export interface Beginning {
  /** Inside sums −1→0 [B, Q, S, Q, S, M]; undefined where the bottom is not revised: there are no such runs then. */
  readonly column: Tensor | undefined;
  /** Forward weights α at the times −1 and 0: [B, 2, Q, S]. */
  readonly forward: Tensor;
  /** Forward sums at time 0, to be read: [B, Q, S, M]. */
  readonly sums: Tensor;
}

/** A tensor at the start state and bottom symbol (0, 0), zeros elsewhere: [B, ...rest] to [B, Q, S, ...rest]. */
function atStart(x: Tensor, { states, symbols }: AutomatonSizes): Tensor {
  const [batch, ...rest] = x.shape as [number, ...number[]];
  const nowhere = rest.map(() => [0, 0] as const);
  return pad(reshape(x, [batch, 1, 1, ...rest]), [[0, 0], [0, states - 1], [0, symbols - 1], ...nowhere]);
}

/**
 * @param payload what a run carries: [B, M] with M = 1 + m, its weight 1 and the vector of the bottom symbol.
 * @param options.everywhere the vector is given to all runs −1→0, whatever their states and symbols, and only the weight
 *   to the one that exists: what the program of DuSell & Chiang (2023) does.
 */
export function revisedBeginning(
  payload: Tensor,
  sizes: AutomatonSizes,
  options: { readonly everywhere: boolean },
): Beginning {
  const { states, symbols } = sizes;
  const [batch, width] = payload.shape as [number, number];
  const start = atStart(ones([batch]), sizes);
  const exact = atStart(atStart(payload, sizes), sizes);
  let column = exact;
  if (options.everywhere) {
    const weight = atStart(atStart(ones([batch, 1]), sizes), sizes);
    const shape = [batch, states, symbols, states, symbols, width];
    const all = broadcastTo(reshape(payload, [batch, 1, 1, 1, 1, width]), shape);
    column = concat([weight, sliceAxis(all, 5, 1)], 5);
  }
  return {
    column,
    forward: concat([reshape(start, [batch, 1, states, symbols]), reshape(start, [batch, 1, states, symbols])], 1),
    sums: element(element(column, 1, 0), 1, 0),
  };
}

/** Until 2022: the bottom symbol is there from time 0 on, and what is pushed on it first cannot be popped. */
export function originalBeginning(payload: Tensor, sizes: AutomatonSizes): Beginning {
  const { states, symbols } = sizes;
  const batch = payload.shape[0] as number;
  const start = reshape(atStart(ones([batch]), sizes), [batch, 1, states, symbols]);
  return {
    column: undefined,
    forward: concat([zeros([batch, 1, states, symbols]), start], 1),
    sums: atStart(payload, sizes),
  };
}
