import { CorpusError } from './corpus-error.ts';

/**
 * The text of UTF-8 bytes.
 * @param what names the text in messages.
 * @throws CorpusError when they are not UTF-8; it says so if only their end is missing.
 */
export function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const problem = endsWithinCharacter(bytes) ? 'ends in the middle of a character: it is truncated' : 'is not UTF-8';
    throw new CorpusError(`${what} ${problem}`, { cause });
  }
}

function endsWithinCharacter(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
