import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { randomStream } from '@pushdown/core';
import {
  createRunStore,
  openRunPool,
  openRunStore,
  type RunPool,
  resolveStudy,
  runLocks,
  runStudy,
  type StudyInput,
} from '@pushdown/studies';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tinyStudy } from './fixtures/tiny-study.ts';

const script = fileURLToPath(new URL('./fixtures/study-process.mjs', import.meta.url));

let root: string;
let folder: string;
let pool: RunPool;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pushdown-study-'));
  pool = openRunPool({
    lab: { module: new URL('./fixtures/laboratory.mjs', import.meta.url).href, plugins: [] },
    workers: 2,
  });
});

afterAll(async () => {
  await pool.close();
  await rm(root, { recursive: true, force: true });
});

beforeEach(() => {
  folder = join(root, `study-${count++}`);
});

/** Works on a study in this process. @returns what happened, run by run. */
async function work(study: StudyInput, path = folder, retryFailed = false) {
  const events: string[] = [];
  const store = await createRunStore(path, resolveStudy(study));
  const runs = await runStudy({
    store,
    pool,
    retryFailed,
    onEvent: ({ kind, run }) => kind !== 'epoch' && events.push(`${kind} ${run.name}`),
  });
  return { events, runs };
}

async function start(study: StudyInput, path: string, workers = 2) {
  const file = `${path}.json`;
  await writeFile(file, JSON.stringify(study));
  const child: ChildProcess = spawn(process.execPath, [script, file, path, String(workers)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  return { child, output, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** What all runs found, byte for byte. */
async function contentOf(path: string): Promise<Record<string, string>> {
  const names = (await readdir(join(path, 'runs'))).sort();
  const files = names.flatMap((name) =>
    ['experiment.json', 'results.json', 'parameters.safetensors'].map((file) => join(name, file)),
  );
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(join(path, 'runs', file), 'hex')] as const)),
  );
}

describe('a study that runs', () => {
  it('does what is left, and nothing again when a language is added', async () => {
    const first = await work(tinyStudy);
    expect(first.runs.map(({ status }) => status)).toEqual(Array(12).fill('finished'));
    expect(first.events.filter((event) => event.startsWith('finished'))).toHaveLength(12);
    const before = await contentOf(folder);
    const times = await Promise.all(Object.keys(before).map((file) => stat(join(folder, 'runs', file))));

    const axes = { ...tinyStudy.axes, language: ['unmarked-copy', 'count-3', 'marked-copy'] };
    const second = await work({ ...tinyStudy, axes });
    expect(second.events.filter((event) => event.startsWith('started'))).toHaveLength(6);
    expect(second.events.every((event) => event.includes('unmarked-copy'))).toBe(true);
    expect(second.runs).toHaveLength(18);
    expect(await contentOf(folder)).toMatchObject(before);
    const later = await Promise.all(Object.keys(before).map((file) => stat(join(folder, 'runs', file))));
    expect(later.map(({ mtimeMs }) => mtimeMs)).toEqual(times.map(({ mtimeMs }) => mtimeMs));

    expect((await work(tinyStudy)).events).toEqual([]);
    expect((await openRunStore(folder)).runs).toHaveLength(12);
  });

  it('tries a run that fails once more, tells why and does the others', async () => {
    const study: StudyInput = {
      ...tinyStudy,
      axes: { ...tinyStudy.axes, language: ['count-4', 'count-3'] },
      exclude: [{ model: 'stack' }],
      restarts: 1,
    };
    const { events, runs } = await work(study);
    const failed = runs.filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const { name, failure } of failed) {
      expect(name).toContain('count-4');
      expect(failure).toMatchObject({ name: 'OptionError', attempts: 2 });
      expect(events.filter((event) => event.endsWith(name))).toEqual([
        `started ${name}`,
        `retrying ${name}`,
        `failed ${name}`,
      ]);
    }
    expect(runs.filter(({ name, status }) => name.includes('count-3') && status !== 'finished')).toEqual([]);
    expect((await work(study)).events).toEqual([]);
    const again = await work(study, folder, true);
    expect(again.events.filter((event) => event.startsWith('failed'))).toHaveLength(failed.length);
  });

  it('refuses a folder of another study, or of runs made otherwise, before it does anything', async () => {
    await work(tinyStudy);
    await expect(work({ ...tinyStudy, name: 'other' })).rejects.toThrow(
      `holds the study "tiny-study", not "other"; choose another`,
    );
    const longer = {
      ...tinyStudy,
      base: { ...tinyStudy.base, training: { ...tinyStudy.base?.training, maximumEpochs: 3 } },
    };
    await expect(work(longer)).rejects.toThrow(
      /experiment\.json" belongs to another experiment: its "training\.maximumEpochs" is 2, not 3/,
    );
    await expect(openRunStore(join(root, 'nothing'))).rejects.toThrow('holds no study');
    await writeFile(join(folder, 'study.json'), '{"name": ');
    await expect(openRunStore(folder)).rejects.toThrow(/study\.json" is damaged/);
  });
});

describe('processes', () => {
  const training = { ...tinyStudy.base?.training, batches: 60, maximumEpochs: 6, checkpointSeconds: 0.02 };
  const study: StudyInput = { ...tinyStudy, base: { ...tinyStudy.base, training } };

  it('that are killed ten times leave a study that ends with the same bytes', { timeout: 300_000 }, async () => {
    const whole = join(root, 'whole');
    const { ended, output } = await start(study, whole);
    expect(await ended, output.stderr).toBe(0);
    const expected = await contentOf(whole);
    expect(Object.keys(expected)).toHaveLength(36);

    const random = randomStream(1, 'study/kills');
    let kills = 0;
    for (let round = 0; kills < 10; round++) {
      const path = join(root, `killed-${round}`);
      for (let code: number | null = null; code !== 0; ) {
        const process = await start(study, path);
        if (kills < 10) {
          await Promise.race([once(process.child.stdout as NodeJS.ReadableStream, 'data'), process.ended]);
          await wait(random.integer(700));
          if (process.child.exitCode === null && process.child.kill('SIGKILL')) kills++;
        }
        code = await process.ended;
        expect([0, null], process.output.stderr).toContain(code);
      }
      expect(await contentOf(path)).toEqual(expected);
    }
  });

  it('divide the runs of one folder', { timeout: 300_000 }, async () => {
    await mkdir(folder, { recursive: true });
    const both = await Promise.all([start(study, folder, 1), start(study, folder, 1)]);
    expect(await Promise.all(both.map(({ ended }) => ended)), both.map(({ output }) => output.stderr).join('')).toEqual(
      [0, 0],
    );
    const started = both.map(({ output }) => output.stdout.split('\n').filter((line) => line.startsWith('started')));
    expect(new Set(started.flat()).size).toBe(12);
    expect(started.flat()).toHaveLength(12);
    expect(Math.min(...started.map(({ length }) => length))).toBeGreaterThan(0);
    const alone = await start(study, join(root, 'alone'));
    expect(await alone.ended).toBe(0);
    expect(await contentOf(folder)).toEqual(await contentOf(join(root, 'alone')));
  });

  it('take over locks of another machine that show no sign of life, after half a minute', async () => {
    const locks = runLocks(folder);
    const claim = await locks.claim('run');
    await writeFile(join(folder, 'run.owner.json'), JSON.stringify({ host: 'elsewhere', process: 1 }));
    expect(await locks.claim('run')).toBeUndefined();
    const past = Date.now() / 1000 - 31;
    await utimes(join(folder, 'run.lock'), past, past);
    const taken = await Promise.all([1, 2, 3].map(() => runLocks(folder).claim('run')));
    expect(taken.filter((found) => found !== undefined)).toHaveLength(1);
    await claim?.release().catch(() => {});
  });

  it('take over the locks of dead ones, and of nobody else', async () => {
    const locks = runLocks(folder);
    const claim = await locks.claim('run');
    expect(await locks.claim('run')).toBeUndefined();
    expect(await runLocks(folder).held('run')).toBe(true);
    // The owner now seems to be a process that has ended.
    const { child, ended } = await start({ ...study, restarts: 0 } as StudyInput, join(root, 'dead'));
    await ended;
    const owner = JSON.parse(await readFile(join(folder, 'run.owner.json'), 'utf8'));
    await writeFile(join(folder, 'run.owner.json'), JSON.stringify({ ...owner, process: child.pid }));
    expect(await locks.held('run')).toBe(false);
    const taken = await Promise.all([1, 2, 3, 4].map(() => runLocks(folder).claim('run')));
    expect(taken.filter((found) => found !== undefined)).toHaveLength(1);
    await claim?.release().catch(() => {});
  });
});
