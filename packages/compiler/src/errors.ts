import { describeTensor, placeOf, type Tensor } from '@pushdown/tensors';

/** A recurrence cannot be compiled. The message names the operation, its place and what to do instead. */
export class CompileError extends Error {
  override name = 'CompileError';
}

/**
 * The error for an application that there is no code for.
 * @param reason continues "the operation cumsum".
 */
export function cannotCompile(tensor: Tensor, reason: string): CompileError {
  const place = placeOf(tensor);
  return new CompileError(
    `the operation ${tensor.primitive} ${reason}: ${describeTensor(tensor)}${place === undefined ? '' : ` at ${place}`}; use the engine "reference"`,
  );
}
