import type { Initializer, ParameterDeclaration } from '@pushdown/core';
import { broadcastTo, type Tensor, zeros } from '@pushdown/tensors';

/** Where a state begins: at zeros, or at a vector that is learned. */
export interface InitialVector {
  /** The vector [size] under `name`; nothing if it is zero. */
  parameters(name: string): Record<string, ParameterDeclaration>;
  /** The vector for every sequence of a batch: [batchSize, size]. */
  value(learned: Tensor | undefined, batchSize: number): Tensor;
}

export function initialVector(kind: 'zero' | 'learned', size: number, initialize: Initializer): InitialVector {
  return {
    parameters: (name) => (kind === 'learned' ? { [name]: { shape: [size], initialize } } : {}),
    value: (learned, batchSize) =>
      learned === undefined ? zeros([batchSize, size]) : broadcastTo(learned, [batchSize, size]),
  };
}
