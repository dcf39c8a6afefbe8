import {
  type Contribution,
  type Controller,
  constant,
  defineController,
  type ParameterDeclaration,
  uniform,
} from '@pushdown/core';
import { add, einsum, oneHot, sigmoid, type Tensor, tanh, zeros } from '@pushdown/tensors';
import { z } from 'zod';
import { initialVector } from './initial-state.ts';

type Activation = 'sigmoid' | 'tanh';

const activations: Readonly<Record<Activation, (x: Tensor) => Tensor>> = { sigmoid, tanh };

/** Options of `secondOrder`. */
export interface SecondOrderOptions {
  /** Hidden units: the states of an automaton, softly. */
  readonly size: number;
  /** f */
  readonly activation?: Activation | undefined;
  /** Initial weights are uniform on ± this; biases begin at 0. */
  readonly initialRange?: number | undefined;
  /** The state before the first symbol: the unit vector e_1 (the automaton's start state), zeros, or learned. */
  readonly initialState?: 'first-unit' | 'zero' | 'learned' | undefined;
}

/** I: size of the input, H: hidden units. */
type SecondOrderParameters = {
  /** W [H, I, H]: previous unit, input, next unit. */
  readonly weights: ParameterDeclaration;
  /** b [H] */
  readonly bias: ParameterDeclaration;
  /** [H], if learned. */
  readonly initialHidden: ParameterDeclaration;
};

type SecondOrderState = {
  /** h_t [B, H] */
  readonly hidden: Tensor;
};

/**
 * Second-order recurrent network (Giles et al. 1992): every pair of a unit and an input has a weight of its own, so
 * that with one-hot inputs each symbol has its own transition matrix, as in a finite automaton.
 *
 *     h_t[i] = f(Σ_{j,k} W[j, k, i] h_{t−1}[j] x_t[k] + b[i])
 *
 * With a memory, x_t is the symbol and the reading joined, as in the neural network pushdown automaton (Das et al.
 * 1992).
 */
export const secondOrder: Contribution<
  'controller',
  SecondOrderOptions,
  Controller<SecondOrderParameters, SecondOrderState>
> = defineController({
  name: 'second-order',
  description: 'recurrent network with a weight for every pair of a unit and an input',
  source: 'Giles et al. 1992',
  options: z.strictObject({
    size: z.int().positive(),
    activation: z.enum(['sigmoid', 'tanh']).default('sigmoid'),
    initialRange: z.number().nonnegative().default(0.5),
    initialState: z.enum(['first-unit', 'zero', 'learned']).default('first-unit'),
  }) as z.ZodType<Required<SecondOrderOptions>, SecondOrderOptions>,
  create: (options): Controller<SecondOrderParameters, SecondOrderState> => {
    const { size, activation = 'sigmoid', initialRange = 0.5, initialState = 'first-unit' } = options;
    const initialize = initialRange === 0 ? constant(0) : uniform(initialRange);
    const start = initialVector(initialState === 'learned' ? 'learned' : 'zero', size, initialize);
    return {
      name: 'second-order',
      size,
      parameters: (inputSize) =>
        ({
          weights: { shape: [size, inputSize, size], initialize },
          bias: { shape: [size], initialize: constant(0) },
          ...start.parameters('initialHidden'),
        }) as Partial<SecondOrderParameters> as SecondOrderParameters,
      initialState({ parameters: p, batchSize }) {
        const places = zeros([batchSize], 'int');
        const hidden = initialState === 'first-unit' ? oneHot(places, size) : start.value(p.initialHidden, batchSize);
        return { state: { hidden }, output: hidden };
      },
      step({ parameters: p, input, state }) {
        // The symbol picks its matrix first: with one-hot inputs that product is the sparse one.
        const transitions = einsum('bk,jki->bji', input, p.weights);
        const hidden = activations[activation](add(einsum('bj,bji->bi', state.hidden, transitions), p.bias));
        return { state: { hidden }, output: hidden };
      },
      addToHidden: (state, change) => ({ ...state, hidden: add(state.hidden, change) }),
    };
  },
});
