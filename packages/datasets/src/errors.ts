/** A language or an input–output task was asked for something it does not have, or was put together wrongly. */
export class LanguageError extends Error {
  override name = 'LanguageError';
}
