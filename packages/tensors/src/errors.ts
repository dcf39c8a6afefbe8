/** An operation was given tensors whose shapes, types or origins do not fit. The message names all of them. */
export class TensorError extends Error {
  override name = 'TensorError';
}
