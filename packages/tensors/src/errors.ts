import { currentPlace } from './place.ts';

/** An operation was given tensors whose shapes, types or origins do not fit. The message names all of them. */
export class TensorError extends Error {
  override name = 'TensorError';
}

/** The error of an operation. Its message ends with the place where an author called the operation. */
export function operationError(message: string): TensorError {
  const place = currentPlace()?.format();
  return new TensorError(place === undefined ? message : `${message} (${place})`);
}
