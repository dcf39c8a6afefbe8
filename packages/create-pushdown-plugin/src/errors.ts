/** A plugin cannot be begun so. The message says what to change. */
export class ScaffoldError extends Error {
  override name = 'ScaffoldError';
}
