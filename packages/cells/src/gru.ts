import { type Contribution, type Controller, defineController, type ParameterDeclaration } from '@pushdown/core';
import { add, mul, sigmoid, split, sub, type Tensor, tanh } from '@pushdown/tensors';
import { z } from 'zod';
import { type CellOptions, cellOptions } from './cell-options.ts';
import { type GateParameters, gateTerms } from './gate-terms.ts';
import { initialVector } from './initial-state.ts';

/** Options of `gru`: those that all cells share. */
export interface GruOptions extends CellOptions {}

/** Three gates in the order reset, update, new. */
type GruParameters = GateParameters & {
  /** [H], if learned. */
  readonly initialHidden: ParameterDeclaration;
};

type GruState = {
  /** h_t [B, H] */
  readonly hidden: Tensor;
};

/**
 * Gated recurrent unit (Cho et al. 2014), with the reset after the product with U as in PyTorch and cuDNN:
 *
 *     r = σ(W_r x_t + b_r + U_r h_{t−1} + b′_r)
 *     z = σ(W_z x_t + b_z + U_z h_{t−1} + b′_z)
 *     n = tanh(W_n x_t + b_n + r (U_n h_{t−1} + b′_n))
 *     h_t = (1 − z) n + z h_{t−1}
 *
 * With layer normalization (Ba et al. 2016, equations 26 to 28) each W x_t and U h_{t−1} is normalized, those of r and
 * z together and those of n on their own.
 */
export const gru: Contribution<'controller', GruOptions, Controller<GruParameters, GruState>> = defineController({
  name: 'gru',
  description: 'gated recurrent unit',
  source: 'Cho et al. 2014',
  options: z.strictObject(cellOptions) as unknown as z.ZodType<Required<GruOptions>, GruOptions>,
  create: (options): Controller<GruParameters, GruState> => {
    const { size, initialState = 'zero' } = options;
    const gates = gateTerms(options, [2, 1]);
    const start = initialVector(initialState, size, gates.initialize);
    return {
      name: 'gru',
      size,
      parameters: (inputSize) =>
        ({ ...gates.parameters(inputSize), ...start.parameters('initialHidden') }) as GruParameters,
      initialState({ parameters: p, batchSize }) {
        const hidden = start.value(p.initialHidden, batchSize);
        return { state: { hidden }, output: hidden };
      },
      step({ parameters: p, input, state, recurrentMask }) {
        const recalled = recurrentMask === undefined ? state.hidden : mul(state.hidden, recurrentMask);
        const [inputR, inputZ, inputN] = split(gates.fromInput(p, input), 3, 1) as [Tensor, Tensor, Tensor];
        const [hiddenR, hiddenZ, hiddenN] = split(gates.fromHidden(p, recalled), 3, 1) as [Tensor, Tensor, Tensor];
        const reset = sigmoid(add(inputR, hiddenR));
        const update = sigmoid(add(inputZ, hiddenZ));
        const candidate = tanh(add(inputN, mul(reset, hiddenN)));
        const hidden = add(mul(sub(1, update), candidate), mul(update, state.hidden));
        return { state: { hidden }, output: hidden };
      },
      dropsRecurrent: true,
      addToHidden: (state, change) => ({ ...state, hidden: add(state.hidden, change) }),
    };
  },
});
