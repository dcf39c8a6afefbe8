import {
  type Contribution,
  type Controller,
  constant,
  defineController,
  type ParameterDeclaration,
  uniform,
} from '@pushdown/core';
import { add, matMul, mul, relu, sigmoid, type Tensor, tanh } from '@pushdown/tensors';
import { z } from 'zod';
import { type CellOptions, cellOptions } from './cell-options.ts';
import { initialVector } from './initial-state.ts';
import { type Normalization, normalization, normalize } from './normalization.ts';

type Activation = 'tanh' | 'relu' | 'sigmoid';

const activations: Readonly<Record<Activation, (x: Tensor) => Tensor>> = { tanh, relu, sigmoid };

/** Options of `elman`; those that all cells share are in `CellOptions`. */
export interface ElmanOptions extends Omit<CellOptions, 'biases'> {
  /** f; the logistic sigmoid in Joulin & Mikolov (2015). */
  readonly activation?: Activation | undefined;
  /** Bias vectors: 2 as in PyTorch, 1, or none as in Joulin & Mikolov (2015). */
  readonly biases?: 0 | 1 | 2 | undefined;
}

/** I: size of the input, H: hidden units. The last four are there if the options ask for them. */
type ElmanParameters = {
  /** W [I, H] */
  readonly inputWeights: ParameterDeclaration;
  /** U [H, H] */
  readonly recurrentWeights: ParameterDeclaration;
  /** b [H] */
  readonly inputBias: ParameterDeclaration;
  /** b′ [H] */
  readonly recurrentBias: ParameterDeclaration;
  /** [H] */
  readonly normalization: Normalization;
  /** [H] */
  readonly initialHidden: ParameterDeclaration;
};

type ElmanState = {
  /** h_t [B, H] */
  readonly hidden: Tensor;
};

/**
 * Elman network, or simple recurrent network (Elman 1990):
 *
 *     h_t = f(W x_t + b + U h_{t−1} + b′)
 *
 * With layer normalization (Ba et al. 2016, equation 4) the sum W x_t + U h_{t−1} is normalized.
 */
export const elman: Contribution<
  'controller',
  ElmanOptions,
  Controller<ElmanParameters, ElmanState>
> = defineController({
  name: 'elman',
  description: 'simple recurrent network',
  source: 'Elman 1990',
  options: z.strictObject({
    ...cellOptions,
    activation: z.enum(['tanh', 'relu', 'sigmoid']).default('tanh'),
    biases: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(2),
  }) as unknown as z.ZodType<Required<ElmanOptions>, ElmanOptions>,
  create: (options): Controller<ElmanParameters, ElmanState> => {
    const { size, activation = 'tanh', biases = 2, initialRange = 0.1, initialState = 'zero' } = options;
    const { layerNormalization = false } = options;
    const initialize = initialRange === 0 ? constant(0) : uniform(initialRange);
    const declare = (...shape: number[]): ParameterDeclaration => ({ shape, initialize });
    const start = initialVector(initialState, size, initialize);
    const biasNames = layerNormalization ? [] : ['inputBias', 'recurrentBias'].slice(0, biases);
    return {
      name: 'elman',
      size,
      parameters: (inputSize) =>
        ({
          inputWeights: declare(inputSize, size),
          recurrentWeights: declare(size, size),
          ...Object.fromEntries(biasNames.map((name) => [name, declare(size)])),
          ...(layerNormalization ? { normalization: normalization(size) } : {}),
          ...start.parameters('initialHidden'),
        }) as ElmanParameters,
      initialState({ parameters: p, batchSize }) {
        const hidden = start.value(p.initialHidden, batchSize);
        return { state: { hidden }, output: hidden };
      },
      step({ parameters: p, input, state, recurrentMask }) {
        const recalled = recurrentMask === undefined ? state.hidden : mul(state.hidden, recurrentMask);
        const products = add(matMul(input, p.inputWeights), matMul(recalled, p.recurrentWeights));
        const biased = biasNames.reduce((total, name) => add(total, p[name as 'inputBias']), products);
        const sums = layerNormalization ? normalize(products, p.normalization, [size]) : biased;
        const hidden = activations[activation](sums);
        return { state: { hidden }, output: hidden };
      },
      dropsRecurrent: true,
      addToHidden: (state, change) => ({ ...state, hidden: add(state.hidden, change) }),
    };
  },
});
