import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCli } from '@pushdown/cli';
import { tensorflowExecutor } from '@pushdown/tensorflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

const missing = await tensorflowExecutor('tensorflow')
  .load()
  .then(
    () => undefined,
    (error: Error) => {
      if (process.env.PUSHDOWN_REQUIRE_TENSORFLOW === '1') throw error;
      return error.message;
    },
  );

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-cli-tensorflow-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Of the best epoch. */
async function lossOf(run: string): Promise<number> {
  return JSON.parse(await readFile(join(run, 'results.json'), 'utf8')).training.loss;
}

async function train(name: string, ...argv: readonly string[]): Promise<string> {
  const run = join(folder, name);
  const { exitCode, stderr } = await call('run', fixture('tiny.json'), '--output', run, ...argv);
  expect(stderr).not.toMatch(/pushdown:/);
  expect(exitCode).toBe(0);
  return run;
}

describe('engines on TensorFlow.js', () => {
  describe.each([
    ['tensorflow-cpu', 'tensorflow-cpu', undefined],
    ['tensorflow-wasm', 'tensorflow-wasm', undefined],
    [missing === undefined ? 'tensorflow' : `tensorflow (skipped: ${missing})`, 'tensorflow', missing],
    ['compiled-tensorflow', 'compiled-tensorflow', missing],
  ] as const)('%s', (_title, engine, skip) => {
    it.skipIf(skip)('runs an experiment, named by --engine, to what the compiler makes of it', async () => {
      const [compiled, own] = [await train('compiled'), await train(engine, '--engine', engine)];
      expect(JSON.parse(await readFile(join(own, 'environment.json'), 'utf8')).engine).toEqual({
        name: engine,
        precision: 'float32',
      });
      expect(Math.abs((await lossOf(own)) / (await lossOf(compiled)) - 1)).toBeLessThan(1e-4);
    });
  });

  it('are named in an experiment, too', async () => {
    const experiment = JSON.parse(await readFile(fixture('tiny.json'), 'utf8'));
    const path = join(folder, 'experiment.json');
    await writeFile(path, JSON.stringify({ ...experiment, engine: { type: 'tensorflow-cpu' } }));
    const { exitCode, stdout } = await call('run', path, '--output', join(folder, 'run'), '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).engine).toBe('tensorflow-cpu');
  });

  const native = missing === undefined ? '' : ` (skipped: ${missing})`;
  it.each([
    ['compiled', 'tensorflow-wasm'],
    ['tensorflow-cpu', 'compiled'],
  ])('a run that %s began is resumed by %s, to the same up to rounding', expectResumed);

  it.skipIf(missing)(`a run that tensorflow began is resumed by compiled-tensorflow${native}`, () =>
    expectResumed('tensorflow', 'compiled-tensorflow'),
  );
});

/** Interrupts a run of one engine after its first epoch, and lets another one go on. */
async function expectResumed(first: string, second: string): Promise<void> {
  const run = join(folder, 'run');
  const controller = new AbortController();
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      if (String(chunk).startsWith('epoch 1')) controller.abort();
      done();
    },
  });
  const streams = { stdout: silent, stderr, signal: controller.signal };
  expect(await runCli(['run', fixture('tiny.json'), '--output', run, '--engine', first], streams)).toBe(130);
  const resumed = await call('run', '--resume', run, '--engine', second, '--json');
  expect(resumed.exitCode).toBe(0);
  expect(resumed.stderr).toContain('this is not the environment in which the run began');
  expect(JSON.parse(resumed.stdout).engine).toBe(second);
  expect(Math.abs((await lossOf(run)) / (await lossOf(await train('whole'))) - 1)).toBeLessThan(1e-4);
}

describe('pushdown doctor', () => {
  it('tries every engine, and says of one that fails what would help', async () => {
    const { exitCode, stdout } = await call('doctor', '--json');
    expect(exitCode).toBe(0);
    const { node, engines } = JSON.parse(stdout);
    expect(node).toBe(process.versions.node);
    const works = Object.fromEntries(
      engines.map((engine: { name: string; works: boolean }) => [engine.name, engine.works]),
    );
    expect(works).toEqual({
      compiled: true,
      'compiled-tensorflow': missing === undefined,
      reference: true,
      tensorflow: missing === undefined,
      'tensorflow-cpu': true,
      'tensorflow-wasm': true,
    });
    const { stdout: text } = await call('doctor');
    expect(text).toMatch(/^Node .*\n {2}compiled +.*works.* {2}WebAssembly made for each model/);
    if (missing !== undefined) expect(text).toMatch(/tensorflow +.*fails.* {2}.*pnpm setup:tensorflow/);
  });

  it('examines engines of plugins, and one that cannot be made or computes something else fails', async () => {
    const plugin = join(folder, 'engines.mjs');
    await writeFile(plugin, wrongEngines);
    const { stdout } = await call('doctor', '--json', '--plugin', plugin);
    const { engines } = JSON.parse(stdout) as { engines: { name: string; works: boolean; description: string }[] };
    expect(engines.find(({ name }) => name === 'absent')).toEqual({
      name: 'absent',
      works: false,
      description: 'nothing is there',
    });
    expect(engines.find(({ name }) => name === 'wrong')).toEqual({
      name: 'wrong',
      works: false,
      description: 'computes 1,2 instead of 28,4,-8,12',
    });
  });
});

/** Contributions as plain objects, because a module in a temporary folder finds no packages. */
const wrongEngines = `
const options = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
const engine = (contributionName, create) =>
  Object.assign(create, { kind: 'engine', contributionName, description: 'broken', options });
const execution = {
  writeParameter() {},
  gradients: () => ({ loss: 1, gradients: { weights: [2] }, outputs: {} }),
  dispose() {},
};
export default {
  name: 'wrong-engines',
  apiVersion: 1,
  contributions: [
    engine('absent', () => ({ name: 'absent', load: async () => { throw new Error('nothing is there'); } })),
    engine('wrong', () => ({ name: 'wrong', prepare: () => execution })),
  ],
};
`;
