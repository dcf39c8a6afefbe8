import {
  type Contribution,
  type Controller,
  constant,
  defineController,
  type ParameterDeclaration,
  uniform,
} from '@pushdown/core';
import { add, matMul, mul, sigmoid, split, type Tensor, tanh, zeros } from '@pushdown/tensors';
import { z } from 'zod';

export interface LstmOptions {
  /** Hidden units. */
  readonly size: number;
  /** Initial weights and biases are uniform on ± this; 0.1 in DuSell & Chiang (2023). */
  readonly initialRange?: number | undefined;
}

/** All four gates in one tensor each, in the order input, forget, cell, output. I: size of the input, H: `size`. */
type LstmParameters = {
  /** [I, 4H] */
  readonly inputWeights: ParameterDeclaration;
  /** [H, 4H] */
  readonly recurrentWeights: ParameterDeclaration;
  /** [4H]; two biases that are only ever added, as in PyTorch, so that parameter counts and initial values agree. */
  readonly inputBias: ParameterDeclaration;
  /** [4H] */
  readonly recurrentBias: ParameterDeclaration;
};

type LstmState = {
  /** h_t [B, H] */
  readonly hidden: Tensor;
  /** c_t [B, H] */
  readonly cell: Tensor;
};

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997, with forget gates):
 *
 *     i, f, g, o = split(W x_t + b + U h_{t−1} + b′)
 *     c_t = σ(f) c_{t−1} + σ(i) tanh(g)
 *     h_t = σ(o) tanh(c_t)
 */
export const lstm: Contribution<'controller', LstmOptions, Controller<LstmParameters, LstmState>> = defineController({
  name: 'lstm',
  description: 'long short-term memory with forget gates',
  source: 'Hochreiter & Schmidhuber 1997; Gers et al. 2000',
  options: z.strictObject({
    size: z.int().positive(),
    initialRange: z.number().nonnegative().default(0.1),
  }) as z.ZodType<Required<LstmOptions>, LstmOptions>,
  create: ({ size, initialRange = 0.1 }): Controller<LstmParameters, LstmState> => {
    const initialize = initialRange === 0 ? constant(0) : uniform(initialRange);
    return {
      name: 'lstm',
      size,
      parameters: (inputSize) => ({
        inputWeights: { shape: [inputSize, 4 * size], initialize },
        recurrentWeights: { shape: [size, 4 * size], initialize },
        inputBias: { shape: [4 * size], initialize },
        recurrentBias: { shape: [4 * size], initialize },
      }),
      initialState({ batchSize }) {
        const zero = zeros([batchSize, size]);
        return { state: { hidden: zero, cell: zero }, output: zero };
      },
      step({ parameters: p, input, state }) {
        const fromInput = add(matMul(input, p.inputWeights), p.inputBias);
        const fromHidden = add(matMul(state.hidden, p.recurrentWeights), p.recurrentBias);
        const [i, f, g, o] = split(add(fromInput, fromHidden), 4, 1) as [Tensor, Tensor, Tensor, Tensor];
        const cell = add(mul(sigmoid(f), state.cell), mul(sigmoid(i), tanh(g)));
        const hidden = mul(sigmoid(o), tanh(cell));
        return { state: { hidden, cell }, output: hidden };
      },
    };
  },
});
