import { type Contribution, type Controller, defineController, type ParameterDeclaration } from '@pushdown/core';
import { add, mul, sigmoid, split, type Tensor, tanh } from '@pushdown/tensors';
import { z } from 'zod';
import { type CellOptions, cellOptions } from './cell-options.ts';
import { type GateParameters, gateTerms } from './gate-terms.ts';
import { initialVector } from './initial-state.ts';
import { type Normalization, normalization, normalize } from './normalization.ts';

/** Options of `lstm`: those that all cells share. */
export interface LstmOptions extends CellOptions {}

/** Four gates in the order input, forget, cell, output. */
type LstmParameters = GateParameters & {
  /** [H], with layer normalization: of the cell on its way to the output. */
  readonly cellNormalization: Normalization;
  /** [H], if learned. */
  readonly initialHidden: ParameterDeclaration;
  /** [H], if learned. */
  readonly initialCell: ParameterDeclaration;
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
 *
 * With layer normalization (Ba et al. 2016, equations 20 to 22) W x_t, U h_{t−1} and, within the last tanh, c_t are
 * normalized.
 */
export const lstm: Contribution<'controller', LstmOptions, Controller<LstmParameters, LstmState>> = defineController({
  name: 'lstm',
  description: 'long short-term memory with forget gates',
  source: 'Hochreiter & Schmidhuber 1997; Gers et al. 2000',
  options: z.strictObject(cellOptions) as unknown as z.ZodType<Required<LstmOptions>, LstmOptions>,
  create: (options): Controller<LstmParameters, LstmState> => {
    const { size, layerNormalization = false, initialState = 'zero' } = options;
    const gates = gateTerms(options, [4]);
    const start = initialVector(initialState, size, gates.initialize);
    return {
      name: 'lstm',
      size,
      parameters: (inputSize) =>
        ({
          ...gates.parameters(inputSize),
          ...(layerNormalization ? { cellNormalization: normalization(size) } : {}),
          ...start.parameters('initialHidden'),
          ...start.parameters('initialCell'),
        }) as LstmParameters,
      initialState({ parameters: p, batchSize }) {
        const hidden = start.value(p.initialHidden, batchSize);
        return { state: { hidden, cell: start.value(p.initialCell, batchSize) }, output: hidden };
      },
      step({ parameters: p, input, state, recurrentMask }) {
        const recalled = recurrentMask === undefined ? state.hidden : mul(state.hidden, recurrentMask);
        const sums = add(gates.fromInput(p, input), gates.fromHidden(p, recalled));
        const [i, f, g, o] = split(sums, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
        const cell = add(mul(sigmoid(f), state.cell), mul(sigmoid(i), tanh(g)));
        const shown = layerNormalization ? normalize(cell, p.cellNormalization, [size]) : cell;
        const hidden = mul(sigmoid(o), tanh(shown));
        return { state: { hidden, cell }, output: hidden };
      },
      dropsRecurrent: true,
      addToHidden: (state, change) => ({ ...state, hidden: add(state.hidden, change) }),
    };
  },
});
