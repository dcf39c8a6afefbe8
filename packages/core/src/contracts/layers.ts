import { constant, type Initializer, xavierUniform } from './initializer.ts';
import type { ParameterDeclaration } from './parameters.ts';

/** Parameters that `linear(x, layer)` of @pushdown/tensors applies. */
export interface LinearLayer {
  readonly weights: ParameterDeclaration;
  readonly bias: ParameterDeclaration;
  readonly [name: string]: ParameterDeclaration;
}

/**
 * Declares a linear layer: weights [inputSize, outputSize], bias [outputSize].
 * By default Xavier-uniform weights and zero bias, as every output, action and push layer of DuSell & Chiang (2023).
 *
 * @param options.fanOut the fan-out that Xavier's bound counts, where a layer consists of several of that size.
 * @param options.gain 5/3 before tanh, else 1.
 * @param options.initialize for weights and bias both, in place of Xavier.
 */
export function linearLayer(
  inputSize: number,
  outputSize: number,
  options: { readonly fanOut?: number; readonly gain?: number; readonly initialize?: Initializer } = {},
): LinearLayer {
  const { fanOut = outputSize, gain = 1, initialize } = options;
  return {
    weights: {
      shape: [inputSize, outputSize],
      initialize: initialize ?? xavierUniform({ fanIn: inputSize, fanOut, gain }),
    },
    bias: { shape: [outputSize], initialize: initialize ?? constant(0) },
  };
}
