import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './call.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdown-dataset-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const small = [
  ...['--lengths', '5:11', '--batches', '3', '--batch-size', '2', '--validation-batches', '1'],
  ...['--bins', '5:8,11:14', '--strings-per-length', '1'],
];
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('pushdown dataset', () => {
  it('writes one file a part and a description, and nothing else', async () => {
    const output = join(folder, 'small');
    const { exitCode, stdout, stderr } = await call('dataset', 'marked-copy', '--export', output, ...small, '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const description = {
      language: 'marked-copy',
      alphabet: ['0', '1', '#'],
      level: 'context-sensitive',
      seed: 1,
      lengths: [5, 11],
      batches: 3,
      batchSize: 2,
      validationBatches: 1,
      bins: [
        [5, 8],
        [11, 14],
      ],
      stringsPerLength: 1,
      files: [
        { file: 'training.jsonl', strings: 6 },
        { file: 'validation.jsonl', strings: 2 },
        { file: 'test-5-8.jsonl', strings: 2 },
        { file: 'test-11-14.jsonl', strings: 2 },
      ],
    };
    expect(JSON.parse(stdout)).toEqual({ folder: output, ...description });
    expect(JSON.parse(readFileSync(join(output, 'dataset.json'), 'utf8'))).toEqual(description);
    expect(readdirSync(output).sort()).toEqual(['dataset.json', ...description.files.map(({ file }) => file)].sort());
    const training = lines(readFileSync(join(output, 'training.jsonl'), 'utf8'));
    expect(training.map(({ split, batch }) => `${split} ${batch}`)).toEqual(
      [0, 0, 1, 1, 2, 2].map((batch) => `training ${batch}`),
    );
    for (const { string } of training) expect(string.join('')).toMatch(/^([01]*)2\1$/);
  });

  it('keeps a finished data set unless told to overwrite it', async () => {
    const output = join(folder, 'kept');
    const argv = ['dataset', 'count-3', '--export', output, '--lengths', '3:6', '--batches', '1', '--bins', 'none'];
    expect((await call(...argv)).stdout).toMatch(/^count-3: written to .*kept\n {2}training\.jsonl +10 strings/);
    const again = await call(...argv);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toMatch(
      /^pushdown: the folder ".*kept" holds a data set; choose another one, or --overwrite it\n$/,
    );
    writeFileSync(join(output, 'notes.txt'), 'mine');
    const recognition = [...argv, '--recognition', '4', '--overwrite'];
    expect((await call(...recognition)).exitCode).toBe(0);
    expect(readdirSync(output).sort()).toEqual(['dataset.json', 'notes.txt', 'recognition.jsonl']);
  });

  it('writes the same lines to standard output, the same for a seed', async () => {
    const first = await call('dataset', 'marked-copy', '--export', '-', ...small);
    expect(await call('dataset', 'marked-copy', '--export', '-', ...small)).toEqual(first);
    const output = join(folder, 'small');
    const files = ['training', 'validation', 'test-5-8', 'test-11-14'];
    expect(first.stdout).toBe(files.map((file) => readFileSync(join(output, `${file}.jsonl`), 'utf8')).join(''));
    const other = await call('dataset', 'marked-copy', '--export', '-', ...small, '--seed', '2');
    expect(other.stdout).not.toBe(first.stdout);
  });

  it('adds probabilities when asked to', async () => {
    const { stdout } = await call('dataset', 'marked-copy', '--export', '-', ...small, '--probabilities');
    for (const { string, logProbability } of lines(stdout)) {
      expect(logProbability).toBeCloseTo((-(string.length - 1) / 2) * Math.LN2, 12);
    }
  });

  it('labels strings for recognition', async () => {
    const argv = ['dataset', 'addition', '--export', '-', '--lengths', '4:20', '--recognition', '40'];
    const examples = lines((await call(...argv)).stdout);
    expect(examples).toHaveLength(40);
    for (const { split, string, label } of examples) {
      expect(split).toBe('recognition');
      const [, a, b, c] = /^(0+)(1+)(2+)$/.exec(string.join('')) ?? [];
      expect(label).toBe(a !== undefined && a.length + b!.length === c!.length);
    }
    expect(examples.filter(({ label }) => label)).toHaveLength(20);
  });

  it('takes options of the language', async () => {
    const argv = ['dataset', 'equal-counts', '--options', '{"symbols": 4}', '--export', '-', '--lengths', '8:8'];
    const { stdout } = await call(
      ...argv,
      '--batches',
      '1',
      '--batch-size',
      '1',
      '--validation-batches',
      '0',
      '--bins',
      'none',
    );
    expect(lines(stdout)).toEqual([{ split: 'training', batch: 0, string: [0, 0, 1, 1, 2, 2, 3, 3] }]);
  });

  it('describes the options of the language', async () => {
    const output = join(folder, 'options');
    const argv = ['dataset', 'equal-counts', '--options', '{"symbols": 4}', '--export', output, '--lengths', '8:8'];
    const { stdout } = await call(...argv, '--batches', '1', '--bins', 'none', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ language: 'equal-counts', options: { symbols: 4 } });
  });

  it.each([
    [['dataset', 'count-3'], "required option '--export <folder>' not specified"],
    [['dataset', 'count4', '--export', '-'], 'there is no language "count4"'],
    [
      ['dataset', 'count-3', '--export', '-', '--lengths', '4:5'],
      '--lengths 4:5: count-3 has no string of these lengths',
    ],
    [['dataset', 'count-3', '--export', '-', '--bins', '40:80,x'], '--bins "x": expected two lengths'],
    [['dataset', 'count-3', '--export', '-', '--bins', '4:5'], '--bins 4:5: count-3 has no string of these lengths'],
    [['dataset', 'count-3', '--export', '-', '--batch-size', '0'], 'Expected a whole number of at least 1.'],
  ])('answers %j with one clear message', async (argv, message) => {
    const { exitCode, stdout, stderr } = await call(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^pushdown: .*\n$/);
  });

  it('says when the folder cannot be made', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const { exitCode, stderr } = await call('dataset', 'count-3', '--export', join(file, 'inside'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^pushdown: cannot make the folder ".*inside": .*\n$/);
    expect(existsSync(join(file, 'inside'))).toBe(false);
  });
});
