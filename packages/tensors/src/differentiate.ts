import { formatShape, sameShape } from './dimensions.ts';
import { TensorError } from './errors.ts';
import { topologicalOrder } from './graph.ts';
import { add } from './operations/elementwise.ts';
import type { PrimitiveName } from './primitives/attributes.ts';
import { type DerivativeRule, derivatives } from './primitives/derivatives.ts';
import { describeTensor, type Tensor, withPlaceOf } from './tensor.ts';

/** A result and ∂L/∂result, of the same shape. */
export interface Cotangent {
  /** What L depends on. */
  readonly result: Tensor;
  /** ∂L/∂result. */
  readonly cotangent: Tensor;
}

/**
 * Reverse-mode differentiation as a transformation of graphs: given ∂L/∂result for some results, builds the tensors
 * ∂L/∂source. Its output is a graph like any other and can be differentiated again. Derivatives have the place of the
 * operation that they are the derivative of.
 *
 * @returns one tensor a source, of its shape; undefined where no result depends on the source differentiably.
 * @throws TensorError when a cotangent has another shape than its result.
 */
export function differentiate(results: readonly Cotangent[], sources: readonly Tensor[]): (Tensor | undefined)[] {
  for (const { result, cotangent } of results) {
    if (!sameShape(result.shape, cotangent.shape)) {
      throw new TensorError(
        `differentiate: the gradient of ${describeTensor(result)} cannot have the shape ${formatShape(cotangent.shape)}`,
      );
    }
  }
  const order = topologicalOrder(results.map(({ result }) => result));
  const reaches = new Set<Tensor>(sources);
  for (const tensor of order) {
    if (tensor.arguments.some((argument) => reaches.has(argument))) reaches.add(tensor);
  }
  const gradients = new Map<Tensor, Tensor>();
  const accumulate = (tensor: Tensor, gradient: Tensor): void => {
    const sofar = gradients.get(tensor);
    gradients.set(tensor, sofar === undefined ? gradient : add(sofar, gradient));
  };
  for (const { result, cotangent } of results) {
    if (result.dtype === 'float') accumulate(result, cotangent);
  }
  for (const tensor of order.toReversed()) {
    const cotangent = gradients.get(tensor);
    if (cotangent === undefined || !reaches.has(tensor)) continue;
    const rule = derivatives[tensor.primitive] as DerivativeRule<PrimitiveName>;
    withPlaceOf(tensor, () => {
      for (const [index, gradient] of rule(tensor, tensor.arguments, cotangent).entries()) {
        const argument = tensor.arguments[index] as Tensor;
        if (gradient !== undefined && argument.dtype === 'float' && reaches.has(argument))
          accumulate(argument, gradient);
      }
    });
  }
  return sources.map((source) => gradients.get(source));
}
