import { type Contribution, type Corpus, defineCorpus } from '@pushdown/core';
import { z } from 'zod';
import { CorpusError } from '../corpora/corpus-error.ts';
import { type CorpusTexts, textCorpus, type UnknownTokens } from '../corpora/text-corpus.ts';
import type { TextUnit } from '../corpora/tokens.ts';
import { blobId, readText } from './read-text.ts';

/** Options of `text-files`. */
export interface TextFilesOptions {
  /** Paths of UTF-8 texts with a sentence on every line. Relative ones start from the working directory. */
  readonly training: string;
  readonly validation: string;
  readonly test: string;
  /** What the tokens are; words by default. */
  readonly unit?: TextUnit | undefined;
  /**
   * Words of the other texts that the training text does not have: an error, unless the training text has the word `<unk>`, or
   * always replaced by it; `refuse` by default.
   */
  readonly unknown?: UnknownTokens | undefined;
  /** Git blob ids that the files must have, so that a truncated or changed file is noticed. */
  readonly blobIds?:
    | {
        readonly training?: string | undefined;
        readonly validation?: string | undefined;
        readonly test?: string | undefined;
      }
    | undefined;
}

const path = z.string().min(1);
const id = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'expected a git blob id of 40 hexadecimal digits')
  .optional();
const parts = ['training', 'validation', 'test'] as const;

/**
 * A corpus from three text files; see `textCorpus`. Creating it reads the files. Words and the end of a sentence are counted as
 * for the Penn Treebank in Mikolov et al. (2010).
 *
 * @throws CorpusError when a file is missing, empty, truncated, not UTF-8 or not the one that was expected.
 */
export const textFiles: Contribution<'corpus', TextFilesOptions, Corpus> = defineCorpus({
  name: 'text-files',
  description: 'words or characters of three text files',
  options: z.strictObject({
    training: path,
    validation: path,
    test: path,
    unit: z.enum(['word', 'character']).default('word'),
    unknown: z.enum(['refuse', 'replace']).default('refuse'),
    blobIds: z.strictObject({ training: id, validation: id, test: id }).default({}),
  }),
  create({ unit, unknown, blobIds, ...paths }) {
    const read = (part: keyof CorpusTexts): Uint8Array => {
      const bytes = readText(paths[part], `${part} file`);
      const [expected, found] = [blobIds[part], blobId(bytes)];
      if (expected !== undefined && found !== expected) {
        throw new CorpusError(
          `the ${part} file "${paths[part]}" is truncated or another one: its blob id is ${found}, not ${expected}`,
        );
      }
      return bytes;
    };
    const [training, validation, test] = parts.map(read) as [Uint8Array, Uint8Array, Uint8Array];
    return textCorpus({ name: 'text-files', unit, unknown, texts: { training, validation, test } });
  },
});
