import { join } from 'node:path';
import { type Contribution, type Corpus, defineCorpus } from '@pushdown/core';
import { z } from 'zod';
import { CorpusError } from '../corpora/corpus-error.ts';
import { type CorpusTexts, textCorpus } from '../corpora/text-corpus.ts';
import { blobId, countLines, readText } from './read-text.ts';

/** Options of `penn-treebank`. */
export interface PennTreebankOptions {
  /** The folder with ptb.train.txt, ptb.valid.txt and ptb.test.txt. A relative path starts from the working directory. */
  readonly folder: string;
}

const files: Readonly<
  Record<keyof CorpusTexts, { readonly file: string; readonly blobId: string; readonly lines: number }>
> = {
  training: { file: 'ptb.train.txt', blobId: '04d78dc94771b5c04adc40b3be08bd8c82942e7f', lines: 42068 },
  validation: { file: 'ptb.valid.txt', blobId: '7b3d9d9fd705825715695328b2de872ffbc14a84', lines: 3370 },
  test: { file: 'ptb.test.txt', blobId: '8079cdf342f8d103e5647e1160a8fe3b58a213d5', lines: 3761 },
};

const advice =
  'the Penn Treebank may not be redistributed: fetch http://www.fit.vutbr.cz/~imikolov/rnnlm/simple-examples.tgz and give the folder that holds its files ptb.train.txt, ptb.valid.txt and ptb.test.txt';

/**
 * The Penn Treebank as Mikolov prepared it for language modeling: lower-case words, N for numbers, a vocabulary of 10,000 with
 * `<unk>` and `<eos>`. Every file is compared with the blob id of the published one.
 *
 * @throws CorpusError when a file is missing, truncated or another version; the message says what to fetch.
 */
export const pennTreebank: Contribution<'corpus', PennTreebankOptions, Corpus> = defineCorpus({
  name: 'penn-treebank',
  description: 'the Penn Treebank as prepared by Mikolov, from a folder of yours',
  source: 'Marcus et al. 1993; Mikolov et al. 2010',
  options: z.strictObject({ folder: z.string().min(1) }),
  create({ folder }) {
    const read = (part: keyof CorpusTexts): Uint8Array => {
      const { file, blobId: expected, lines } = files[part];
      const path = join(folder, file);
      const bytes = readText(path, 'file', advice);
      const found = blobId(bytes);
      if (found === expected) return bytes;
      const count = countLines(bytes);
      const problem =
        count < lines
          ? `has ${count} of ${lines} lines: it is truncated`
          : `is another version: its blob id is ${found}, not ${expected}`;
      throw new CorpusError(`the file "${path}" ${problem}; ${advice}`);
    };
    const texts = { training: read('training'), validation: read('validation'), test: read('test') };
    return textCorpus({ name: 'penn-treebank', unit: 'word', unknown: 'refuse', texts });
  },
});
