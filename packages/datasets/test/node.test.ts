import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLab, parallelStreams, tokenChunks } from '@pushdown/core';
import { CorpusError } from '@pushdown/datasets';
import files, { pennTreebank, textFiles } from '@pushdown/datasets/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
const path = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array) => writeFileSync(path(name), content);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdown-corpora-'));
  write('train.txt', 'the cat sleeps\nthe dog runs\n');
  write('valid.txt', 'the cat runs\n');
  write('test.txt', 'a dog sleeps\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const paths = () => ({
  training: path('train.txt'),
  validation: path('valid.txt'),
  test: path('test.txt'),
  unknown: 'replace' as const,
});

describe('text-files', () => {
  it('reads words', () => {
    const corpus = createLab({ plugins: [files] }).create('corpus', { type: 'text-files', ...paths() });
    expect(corpus.vocabulary).toEqual(['the', 'cat', 'sleeps', 'dog', 'runs', '<unk>', '<eos>']);
    expect([...corpus.test]).toEqual([5, 3, 2, 6]);
  });

  it('refuses words that were not to be learned, unless rare ones have a word of their own', () => {
    const strict = () => textFiles({ ...paths(), unknown: undefined });
    expect(strict).toThrow(CorpusError);
    expect(strict).toThrow(
      'the test text of corpus "text-files" has the word "a" on line 1, which the training text does not have; write <unk> in place of rare words',
    );
    write('rare.txt', 'the cat sleeps\nthe <unk> runs\n');
    const rare = textFiles({ ...paths(), training: path('rare.txt'), unknown: 'refuse' });
    expect([...rare.test]).toEqual([rare.unknown, rare.unknown, 2, rare.end]);
  });

  it('reads characters', () => {
    expect(textFiles({ ...paths(), unit: 'character' }).vocabulary.slice(0, 4)).toEqual(['t', 'h', 'e', ' ']);
  });

  it('predicts every token once when it is cut into streams and chunks', () => {
    const { training, end } = textFiles(paths());
    const predicted = [...tokenChunks(parallelStreams(training, 3, end), 2)].flatMap(({ targets }) =>
      targets.flatMap((stream) => [...stream]),
    );
    expect(predicted.sort()).toEqual([...training].sort());
  });

  it('accepts files with the blob ids that git gives them', () => {
    const blobId = execFileSync('git', ['hash-object', '--no-filters', path('train.txt')], { encoding: 'utf8' }).trim();
    expect(() => textFiles({ ...paths(), blobIds: { training: blobId } })).not.toThrow();
    write('cut.txt', 'the cat sleeps\nthe do');
    const cut = () => textFiles({ ...paths(), training: path('cut.txt'), blobIds: { training: blobId } });
    expect(cut).toThrow(CorpusError);
    expect(cut).toThrow(`cut.txt" is truncated or another one: its blob id is`);
  });

  it.each([
    ['missing.txt', undefined, /^there is no test file ".*missing\.txt"$/],
    ['.', undefined, /^cannot read the test file ".*" \(EISDIR/],
    ['binary.txt', Uint8Array.of(0x61, 0xff, 0x0a), /^the test text of corpus "text-files" is not UTF-8$/],
    ['half.txt', Uint8Array.of(0x61, 0xc3), /ends in the middle of a character: it is truncated$/],
    ['empty.txt', '\n', /^the test text of corpus "text-files" is empty$/],
  ])('answers %s with one clear error', (name, content, message) => {
    if (content !== undefined) write(name, content);
    const read = () => textFiles({ ...paths(), test: path(name) });
    expect(read).toThrow(CorpusError);
    expect(read).toThrow(message);
  });

  it('answers wrong options', () => {
    expect(() => textFiles({ ...paths(), unit: 'letter' as never })).toThrow(/corpus "text-files": unit/);
    expect(() => textFiles({ ...paths(), blobIds: { test: 'abc' } })).toThrow('a git blob id of 40 hexadecimal digits');
  });
});

describe('penn-treebank', () => {
  it('says what to fetch when it is missing', () => {
    const read = () => pennTreebank({ folder });
    expect(read).toThrow(CorpusError);
    expect(read).toThrow(
      /^there is no file ".*ptb\.train\.txt"; .*fetch http:.*simple-examples\.tgz and give the folder/,
    );
  });

  it('notices a truncated file and another version', () => {
    write('ptb.train.txt', 'no it was not\n');
    expect(() => pennTreebank({ folder })).toThrow('ptb.train.txt" has 1 of 42068 lines: it is truncated; the Penn');
    write('ptb.train.txt', 'no\n'.repeat(42068));
    expect(() => pennTreebank({ folder })).toThrow(
      /is another version: its blob id is [0-9a-f]{40}, not 04d78dc94771b5c04adc40b3be08bd8c82942e7f; the Penn/,
    );
  });
});

describe('the main entry', () => {
  it('imports nothing of Node, so that it loads in browsers', () => {
    const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
    const seen = new Set<string>();
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/from '([^']+)'/g)) {
        expect(specifier, file).not.toMatch(/^node:/);
        if (specifier?.startsWith('.')) visit(join(dirname(file), specifier));
      }
    };
    visit(entry);
    expect(seen.size).toBeGreaterThan(50);
  });
});
