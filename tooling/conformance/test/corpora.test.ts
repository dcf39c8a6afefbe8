import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import datasets from '@pushdown/datasets';
import files from '@pushdown/datasets/node';
import { corpusConformance } from '@pushdown/plugin-testing';
import { afterAll, describe, it } from 'vitest';
import { casesOf } from './cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'pushdown-corpora-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const text = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const texts = {
  training: text('training.txt', 'the dog sees\nthe cats see\n'),
  validation: text('validation.txt', 'the cats see\n'),
  test: text('test.txt', 'cats see the dog\n'),
};

const small = { options: { training: 30, validation: 5, test: 5 } };
for (const one of casesOf('corpus', datasets, {
  'nested-sentences': [small, { options: { ...small.options, seed: 2 } }],
}))
  corpusConformance(one).register({ describe, it });

// The Penn Treebank may not be redistributed: what is read from its files goes the same way as other texts.
const readable = {
  ...files,
  contributions: files.contributions.filter(({ contributionName }) => contributionName !== 'penn-treebank'),
};
for (const one of casesOf('corpus', readable, {
  'text-files': [{ options: texts }, { options: { ...texts, unit: 'character' } }],
}))
  corpusConformance(one).register({ describe, it });
