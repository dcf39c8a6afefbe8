import { createLab } from '@pushdown/core';
import * as datasets from '@pushdown/datasets';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(datasets).sort()).toEqual([
    'LanguageError',
    'count3',
    'default',
    'markedReverseAndCopy',
    'repeated',
    'templateLanguage',
    'word',
  ]);
});

it('is a plugin that contributes its languages', () => {
  const lab = createLab({ plugins: [datasets.default] });
  expect(lab.list().map(({ kind, contributionName }) => `${kind} ${contributionName}`)).toEqual([
    'language count-3',
    'language marked-reverse-and-copy',
  ]);
  expect(lab.create('language', 'count-3').alphabet).toEqual(['a', 'b', 'c']);
  expect(lab.create('language', 'marked-reverse-and-copy').alphabet).toEqual(['0', '1', '#']);
});
