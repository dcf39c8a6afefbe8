/** A text is missing, damaged, or not the one that was expected. */
export class CorpusError extends Error {
  override name = 'CorpusError';
}
