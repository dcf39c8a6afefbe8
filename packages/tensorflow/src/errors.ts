/** TensorFlow.js or one of its backends cannot be used here. The message says what would help. */
export class TensorflowError extends Error {
  override name = 'TensorflowError';
}
