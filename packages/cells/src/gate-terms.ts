import { constant, type Initializer, type ParameterDeclaration, type TensorsOf, uniform } from '@pushdown/core';
import { add, matMul, type Tensor } from '@pushdown/tensors';
import type { CellOptions } from './cell-options.ts';
import { type Normalization, normalization, normalize } from './normalization.ts';

/**
 * All gates of a cell in one tensor each. I: size of the input, H: hidden units, G: number of gates.
 * Which of the last four are there follows from the options `biases` and `layerNormalization`.
 */
export type GateParameters = {
  /** W [I, GH] */
  readonly inputWeights: ParameterDeclaration;
  /** U [H, GH] */
  readonly recurrentWeights: ParameterDeclaration;
  /** b [GH] */
  readonly inputBias: ParameterDeclaration;
  /** b′ [GH] */
  readonly recurrentBias: ParameterDeclaration;
  /** [GH] each */
  readonly inputNormalization: Normalization;
  readonly recurrentNormalization: Normalization;
};

/** The two terms that the gates of a cell add up. They stay apart because a GRU scales the second. */
export interface GateTerms {
  readonly initialize: Initializer;
  parameters(inputSize: number): GateParameters;
  /** W x + b, or the normalized W x: [B, GH]. */
  fromInput(p: TensorsOf<GateParameters>, input: Tensor): Tensor;
  /** U h + b′, or the normalized U h: [B, GH]. */
  fromHidden(p: TensorsOf<GateParameters>, hidden: Tensor): Tensor;
}

/** @param groups gates that are normalized together, as numbers of gates: [4] for an LSTM. */
export function gateTerms(options: CellOptions, groups: readonly number[]): GateTerms {
  const { size, initialRange = 0.1, biases = 2, layerNormalization = false } = options;
  const width = groups.reduce((total, gates) => total + gates, 0) * size;
  const pieces = groups.map((gates) => gates * size);
  const initialize = initialRange === 0 ? constant(0) : uniform(initialRange);
  const declare = (...shape: number[]): ParameterDeclaration => ({ shape, initialize });
  const shifts = layerNormalization
    ? { inputNormalization: normalization(width), recurrentNormalization: normalization(width) }
    : { inputBias: declare(width), ...(biases === 2 ? { recurrentBias: declare(width) } : {}) };

  return {
    initialize,
    parameters: (inputSize) =>
      ({
        inputWeights: declare(inputSize, width),
        recurrentWeights: declare(size, width),
        ...shifts,
      }) as GateParameters,
    fromInput(p, input) {
      const term = matMul(input, p.inputWeights);
      return layerNormalization ? normalize(term, p.inputNormalization, pieces) : add(term, p.inputBias);
    },
    fromHidden(p, hidden) {
      const term = matMul(hidden, p.recurrentWeights);
      if (layerNormalization) return normalize(term, p.recurrentNormalization, pieces);
      return biases === 2 ? add(term, p.recurrentBias) : term;
    },
  };
}
