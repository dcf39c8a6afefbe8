/** Predictions or lengths that cannot be evaluated. */
export class EvaluationError extends Error {
  override name = 'EvaluationError';
}
