/** Training cannot begin or go on. */
export class TrainingError extends Error {
  override name = 'TrainingError';
}
