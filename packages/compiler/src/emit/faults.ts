import type { Indirection } from '../loops/kernel.ts';

/**
 * Code that meets an index outside its table goes on with row 0 and reports the first such index: which operation (0: no
 * fault), how many rows there are, and the register with the indices.
 */
export const faultLayout = { operation: 0, rows: 4, indices: 16 } as const;
const faultBytes = 32;

/**
 * Behind the report of a fault: which lanes of a register hold a sequence, as masks. Code reads it where sequences take turns
 * and do not fill the last register.
 */
export const laneMaskOffset: number = faultBytes;
export const laneMaskBytes = 16;

export const faultOperations: readonly Indirection['operation'][] = ['gather', 'scatterAdd'];

/** What an operation is reported as. */
export function faultCode(operation: Indirection['operation']): number {
  return 1 + faultOperations.indexOf(operation);
}
