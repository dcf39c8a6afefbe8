import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

let folder: string;
let study: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-cli-study-'));
  study = join(folder, 'study');
  const { exitCode, stderr } = await call('study', 'run', fixture('study.json'), '--no-estimate', '--output', study);
  expect(exitCode, stderr).toBe(0);
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('pushdown study', () => {
  it('says what is done', async () => {
    const { stdout } = await call('study', 'status', study);
    expect(stdout).toMatch(/study "small"/);
    expect(stdout).toMatch(/^all +8 +0 +0 +0 +0$/m);
    const json = JSON.parse((await call('study', 'status', study, '--json')).stdout);
    expect(json.runs).toHaveLength(8);
    expect(json.runs[0]).toEqual({ name: 'count-3_elman_none_restart-1', status: 'finished', epochs: 2 });
  });

  it('says what is left, and does nothing, with --plan', async () => {
    const left = join(folder, 'plan');
    const { stdout, exitCode } = await call('study', 'run', fixture('study.json'), '--plan', '--output', left);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /8 runs, 8 left; at most \d+ s with \d workers? if the machine stays as busy as now, \d.* on the disk/,
    );
    expect(await readdir(join(left, 'runs'))).toEqual([]);
    expect((await call('study', 'query', left)).stdout).toBe('no run that was asked for is finished\n');
    expect((await call('study', 'status', left)).stdout).toMatch(/^all +0 +0 +0 +8 +0$/m);
  });

  it('answers queries', async () => {
    const { stdout } = await call(
      'study',
      'query',
      study,
      '--measure',
      'accuracy',
      '--set',
      '0',
      '--where',
      'freeze=none',
      '--by',
      'language',
    );
    expect(stdout).toMatch(/accuracy, bin 0/);
    expect(stdout).toMatch(/^count-3 +2 +[\d.]+ +– +– +[\d.]+ +[\d.]+$/m);
    const json = JSON.parse((await call('study', 'query', study, '--json')).stdout);
    expect(json).toHaveLength(4);
    expect(json[0]).toMatchObject({ coordinates: { language: 'count-3', model: 'elman', freeze: 'none' }, count: 2 });
  });

  it('exports, and overwrites only when asked to', async () => {
    const csv = join(folder, 'runs.csv');
    expect((await call('study', 'export', study, '--format', 'csv', '-o', csv)).stdout).toBe(
      `48 rows written to ${csv}\n`,
    );
    expect((await readFile(csv, 'utf8')).trimEnd().split('\r\n')).toHaveLength(49);
    expect((await call('study', 'export', study, '--format', 'csv', '-o', csv)).exitCode).toBe(2);
    expect((await call('study', 'export', study, '--format', 'jsonl', '-o', csv, '--overwrite')).exitCode).toBe(0);
    const events = join(folder, 'events');
    expect((await call('study', 'export', study, '--format', 'tensorboard', '-o', events)).stdout).toBe(
      `8 event files written to ${events}\n`,
    );
    expect(await readdir(events)).toHaveLength(8);
  });

  it('writes the report again, elsewhere too', async () => {
    const output = join(folder, 'elsewhere');
    await call('study', 'report', study, '--output', output);
    expect(await readFile(join(output, 'report.md'), 'utf8')).toBe(await readFile(join(study, 'report.md'), 'utf8'));
  });

  it.each([
    [['query', '--where', 'freeze'], /--where "freeze": expected an axis and its values/],
    [['query', '--where', 'mode=none'], /there is no axis "mode" \(known: language, model, freeze\)/],
    [['query', '--where', 'freeze=all'], /there is no value "all" \(known: none, controller\)/],
    [['query', '--by', 'mode'], /--by: there is no axis "mode"/],
    [['query', '--set', 'tests'], /Expected "validation", "test" of a corpus, or the number of a bin/],
    [['query', '--set', 'test'], /no run has measured "cross-entropy-difference" on test strings/],
    [['query', '--measure', 'speed'], /no run has measured "speed"/],
    [['export', '-o', 'x', '--format', 'xml'], /Allowed choices are csv, jsonl, tensorboard/],
  ])('gives one clear message: %j', async ([command = '', ...argv], message) => {
    const { exitCode, stderr } = await call('study', command, study, ...argv);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  });
});
