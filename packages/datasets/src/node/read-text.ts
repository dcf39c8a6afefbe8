import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CorpusError } from '../corpora/corpus-error.ts';

/**
 * The bytes of a file.
 * @param what names the file in messages. @param advice what to do if it is missing.
 * @throws CorpusError when it cannot be read.
 */
export function readText(path: string, what: string, advice?: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = missing
      ? `there is no ${what} "${path}"`
      : `cannot read the ${what} "${path}" (${(cause as Error).message})`;
    throw new CorpusError(advice === undefined ? problem : `${problem}; ${advice}`, { cause });
  }
}

/** The name that git gives to the content of a file. */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Number of line breaks. */
export function countLines(bytes: Uint8Array): number {
  return bytes.reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 0);
}
