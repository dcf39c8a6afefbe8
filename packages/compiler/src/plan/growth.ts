import { type Dimension, isSymbolic } from '@pushdown/tensors';

/** Whether a size changes from step to step. */
export function growsWithTime(size: Dimension): boolean {
  return isSymbolic(size) && size.symbol === 'entries';
}
