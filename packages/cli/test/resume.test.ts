import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCli } from '@pushdown/cli';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-cli-resume-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the tiny experiment and interrupts it after its first epoch. */
async function interrupt(run: string): Promise<number> {
  const controller = new AbortController();
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      if (String(chunk).startsWith('epoch 1')) controller.abort();
      done();
    },
  });
  const streams = { stdout: silent, stderr, signal: controller.signal };
  return runCli(['run', fixture('tiny.json'), '--output', run], streams);
}

describe('pushdown run --resume', () => {
  it.each([
    ['of the folder alone', (run: string) => ['run', '--resume', run]],
    ['of --output', (run: string) => ['run', fixture('tiny.json'), '--output', run, '--resume']],
  ])('goes on with the run %s, and says when it is finished', async (_what, argv) => {
    const [run, whole] = [join(folder, 'run'), join(folder, 'whole')];
    await call('run', fixture('tiny.json'), '--output', whole);
    expect(await interrupt(run)).toBe(130);
    const { exitCode, stderr } = await call(...argv(run));
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^pushdown: going on from ".*step-0000000003\.json"\nepoch 2: .*\n$/);
    for (const file of ['results.json', 'parameters.safetensors', 'checkpoints/step-0000000006.safetensors'])
      expect((await readFile(join(run, file))).equals(await readFile(join(whole, file))), file).toBe(true);
    const again = await call(...argv(run));
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toMatch(/^pushdown: the run in ".*" is finished; nothing is left to do\n$/);
    expect(again.stdout).toMatch(/lower bound[\s\S]*bigram/);
  });

  it('is what is advised for a folder with a run that is not finished', async () => {
    const run = join(folder, 'run');
    await interrupt(run);
    const { exitCode, stderr } = await call('run', fixture('tiny.json'), '--output', run);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/holds a run that is not finished; resume it/);
  });

  it.each([
    [['run'], 'no experiment is given'],
    [['run', '--resume', 'nowhere'], 'the folder "nowhere" holds no run that could be resumed'],
    [['run', '--resume', 'a', '--output', 'b'], 'two folders are given'],
    [['run', '--resume', 'a', '--overwrite'], 'give either --resume or --overwrite'],
  ])('%j is a mistake: %s', async (argv, message) => {
    const { exitCode, stderr } = await call(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('refuses another experiment and says what differs', async () => {
    const run = join(folder, 'run');
    await interrupt(run);
    const { exitCode, stderr } = await call('run', fixture('tiny.json'), '--seed', '9', '--resume', run);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/experiment\.json" belongs to another experiment: its "seed" is 1, not 9\n$/);
  });
});

describe('pushdown run, when files cannot be written', () => {
  it('exits with 3 and one line', async () => {
    await writeFile(join(folder, 'file'), '');
    const { exitCode, stderr } = await call('run', fixture('tiny.json'), '--output', join(folder, 'file', 'run'));
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^pushdown: cannot write ".*": a part of the path is a file \(\w+\)\n$/);
  });
});

describe('pushdown run, when a loss is not finite', () => {
  it.each([
    [
      'stop',
      1,
      /^pushdown: the loss became (?:NaN|Infinity) at step 1 of epoch 1 .*norms of the parameters.*classifier\/bias.*; the last good checkpoint is ".*step-0000000000\.json"\n$/,
    ],
    [
      { rollBack: 0.5 },
      1,
      /(?:going back to the last checkpoint, with 0\.[\de.-]+ times the learning rate\n(?:pushdown: numbers.*\n)*){1,}pushdown: the loss became/,
    ],
  ] as const)('%j: ends with a report', async (onNonFinite, expected, message) => {
    const experiment = JSON.parse(await readFile(fixture('tiny.json'), 'utf8'));
    experiment.training = { ...experiment.training, onNonFinite };
    await writeFile(join(folder, 'experiment.json'), JSON.stringify(experiment));
    const plugin = fixture('broken-numbers.mjs');
    const argv = ['run', join(folder, 'experiment.json'), '--engine', 'broken-numbers', '--plugin', plugin];
    const { exitCode, stderr } = await call(...argv, '--output', join(folder, 'run'));
    expect(exitCode).toBe(expected);
    expect(stderr).toMatch(message);
  });
});
