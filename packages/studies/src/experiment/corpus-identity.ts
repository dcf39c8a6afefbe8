import { createHash } from 'node:crypto';
import type { Corpus } from '@pushdown/core';

/** SHA-256, in hexadecimal digits, of the vocabulary and the tokens of a corpus: what a model learns from, wherever it is. */
export function corpusSha256({ vocabulary, end, unknown, training, validation, test }: Corpus): string {
  const parts = [training, validation, test];
  const sizes = parts.map(({ length }) => length);
  const hash = createHash('sha256').update(JSON.stringify({ vocabulary, end, unknown, sizes }));
  for (const tokens of parts) {
    const little = new Uint8Array(tokens.length * 4);
    const view = new DataView(little.buffer);
    for (let index = 0; index < tokens.length; index++) view.setInt32(4 * index, tokens[index] as number, true);
    hash.update(little);
  }
  return hash.digest('hex');
}
