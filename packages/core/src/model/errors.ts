/** A model, batch or parameter set does not fit together. */
export class ModelError extends Error {
  override name = 'ModelError';
}
