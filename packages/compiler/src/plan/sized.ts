import { type Attributes, isSymbolic, type Tensor, topologicalOrder } from '@pushdown/tensors';

/** Tensors whose sizes a run decides, each after its arguments: whether they exist is checked before it starts. */
export interface SizedTensors {
  readonly initial: readonly Tensor[];
  readonly step: readonly Tensor[];
}

/** Those of the tensors that results are computed from. */
export function sizedTensors(results: readonly (Tensor | undefined)[]): Tensor[] {
  return topologicalOrder(results.filter((tensor) => tensor !== undefined)).filter(isSized);
}

function isSized(tensor: Tensor): boolean {
  const sizes = [tensor, ...tensor.arguments].flatMap(({ shape }) => shape);
  if (tensor.primitive === 'slice') sizes.push(...(tensor.attributes as Attributes['slice']).begin);
  return sizes.some(isSymbolic);
}
