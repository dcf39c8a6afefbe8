import { referenceExecutor } from '@pushdown/tensors';
import { train } from './train.ts';

/** Trains with the reference interpreter. @returns the loss of every step. */
export function trainInterpreted(strings: readonly (readonly number[])[], steps: number): readonly number[] {
  return train(referenceExecutor(), strings, steps);
}
