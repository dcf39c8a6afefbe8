import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { randomStream } from '@pushdown/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture } from './call.ts';

// These run the built command as its users do; `npm test` builds it first.
const command = fileURLToPath(new URL('../bin/pushdown.js', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-killed-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function start(...argv: string[]) {
  const child = spawn(process.execPath, [command, ...argv], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const output = { stderr: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return { child, output, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** Waits until a checkpoint is being written, for as long as the process lives. */
async function untilWriting(path: string, ended: Promise<unknown>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over && !readdirSync(path).some((name) => name.endsWith('.tmp'))) await wait(1);
}

async function contentOf(run: string): Promise<Record<string, string>> {
  const checkpoints = (await readdir(join(folder, run, 'checkpoints'))).sort().map((name) => `checkpoints/${name}`);
  const files = ['experiment.json', 'parameters.safetensors', 'results.json', 'summary.md', ...checkpoints];
  const entries = files.map(async (file) => [file, await readFile(join(folder, run, file), 'hex')] as const);
  return Object.fromEntries(await Promise.all(entries));
}

describe('a process that is killed', () => {
  it('leaves a run that ends with the same bytes, whenever it was killed', { timeout: 180_000 }, async () => {
    const experiment = JSON.parse(await readFile(fixture('tiny.json'), 'utf8'));
    experiment.training = { ...experiment.training, batches: 40, maximumEpochs: 12, checkpointSteps: 15 };
    await writeFile(join(folder, 'experiment.json'), JSON.stringify(experiment));
    const whole = start('run', 'experiment.json', '--output', 'whole');
    expect(await whole.ended, whole.output.stderr).toBe(0);
    const expected = await contentOf('whole');

    const random = randomStream(1, 'kills');
    const kills = { 'at any moment': 0, 'while writing a checkpoint': 0 };
    for (let round = 0; round < 6; round++) {
      const run = `run-${round}`;
      const checkpoints = join(folder, run, 'checkpoints');
      await mkdir(checkpoints, { recursive: true });
      let argv = ['run', 'experiment.json', '--output', run];
      for (let left = 2; ; left--) {
        const { child, output, ended } = start(...argv);
        if (left > 0) {
          await Promise.race([once(child.stderr, 'data'), ended]);
          await wait(random.integer(200));
          const writing = round % 2 === 1;
          if (writing) await untilWriting(checkpoints, ended);
          if (child.kill('SIGKILL')) kills[writing ? 'while writing a checkpoint' : 'at any moment']++;
        }
        const code = await ended;
        if (code === 0) break;
        expect(left, output.stderr).toBeGreaterThan(0);
        // What a process left that was killed before it could write anything has no run to resume.
        argv = ['run', 'experiment.json', '--output', run, '--resume'];
      }
      expect(await contentOf(run), run).toEqual(expected);
      expect(await readdir(join(folder, run))).not.toContainEqual(expect.stringMatching(/\.tmp$/));
    }
    expect(kills['at any moment']).toBeGreaterThan(3);
    expect(kills['while writing a checkpoint']).toBeGreaterThan(3);
  });
});
