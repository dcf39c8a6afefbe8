/** A checkpoint is damaged. The message says what is wrong with it. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
}
