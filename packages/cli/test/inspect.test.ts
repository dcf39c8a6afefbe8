import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

let folder: string;
let run: string;
/** One of a nondeterministic stack. */
let automaton: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-inspect-'));
  run = join(folder, 'run');
  expect((await call('run', fixture('tiny-stack.json'), '--output', run)).exitCode).toBe(0);
  const experiment = JSON.parse(await readFile(fixture('tiny-stack.json'), 'utf8'));
  experiment.model.memory = { type: 'nondeterministic-stack', states: 2, symbols: 2 };
  const file = join(folder, 'automaton.json');
  await writeFile(file, JSON.stringify(experiment));
  automaton = join(folder, 'automaton');
  expect((await call('run', file, '--output', automaton)).exitCode).toBe(0);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('pushdown inspect', () => {
  it.each(['the experiment', 'the command line'])('finds the plugin that %s named, from any folder', async (where) => {
    const plugin = join(folder, 'plugins', 'queues.mjs');
    await mkdir(dirname(plugin), { recursive: true });
    // Not the built-in one: only the plugin has a memory of this name.
    const built = pathToFileURL(createRequire(import.meta.url).resolve('@pushdown/memory-structures')).href;
    await writeFile(
      plugin,
      `import { queue } from ${JSON.stringify(built)};
       const made = Object.assign((options) => ({ ...queue({ size: 2 }), name: 'line' }), {
         kind: 'memory', contributionName: 'line', description: 'a queue', source: undefined, options: queue.options,
       });
       export default { name: 'lines', apiVersion: 1, contributions: [made] };`,
    );
    const named = where === 'the experiment';
    const experiment = JSON.parse(await readFile(fixture('tiny-stack.json'), 'utf8'));
    experiment.model.memory = { type: 'line' };
    const file = join(folder, 'line.json');
    await writeFile(file, JSON.stringify({ ...experiment, ...(named ? { plugins: ['./plugins/queues.mjs'] } : {}) }));
    const output = join(folder, named ? 'line' : 'deep/line');
    const started = await call(
      'run',
      file,
      '--output',
      output,
      ...(named ? [] : ['--plugin', relative(process.cwd(), plugin)]),
    );
    expect(started).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
    const record = JSON.parse(await readFile(join(output, 'experiment.json'), 'utf8'));
    expect(record.plugins).toEqual([named ? '../plugins/queues.mjs' : '../../plugins/queues.mjs']);
    expect(await call('inspect', output, '--string', '0 1 # 1 0')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await call('run', '--resume', output)).toMatchObject({ exitCode: 0 });
  });

  it('shows symbols against actions', async () => {
    const { exitCode, stdout, stderr } = await call('inspect', run, '--string', '0 1 # 1 0');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/# +symbol +push +pop +noop +reading +expects/);
    expect(stdout).toMatch(/\n3 +# +0\.\d{3} +0\.\d{3} +0\.\d{3} /);
  });

  it('gives everything as JSON, the same with every engine', async () => {
    const results = await Promise.all(
      ['compiled', 'reference'].map(async (engine) => {
        const { stdout } = await call('inspect', run, '--string', '0 1 #', '--json', '--engine', engine);
        return JSON.parse(stdout);
      }),
    );
    expect(results[0]).toMatchObject({ run: 'tiny-stack', folder: run, string: [0, 1, 2] });
    for (const [time, step] of results[0].steps.entries()) {
      const { push, pop, noop } = step.actions;
      expect(push.values[0] + pop.values[0] + noop.values[0]).toBeCloseTo(1, 5);
      expect(step.contents.elements.shape).toEqual([3, 1]);
      expect(step.contents.elements.values[0]).toBeCloseTo(step.reading.values[0], 6);
      expect(step.reading.values[0]).toBeCloseTo(results[1].steps[time].reading.values[0], 5);
    }
  });

  it('writes a picture or a page', async () => {
    for (const [ending, beginning] of [
      ['svg', '<svg'],
      ['html', '<!doctype html>'],
    ]) {
      const file = join(folder, `picture.${ending}`);
      const { stdout } = await call('inspect', run, '--string', '0 # 0', '--output', file);
      expect(stdout).toContain(`written to ${file}`);
      const content = await readFile(file, 'utf8');
      expect(content.startsWith(beginning as string)).toBe(true);
      expect(content).toContain('elements 0');
    }
  });

  it('shows the best run of a nondeterministic stack', async () => {
    const argv = ['inspect', automaton, '--string', '0 # 0', '--best-run'];
    const { steps, bestRun } = JSON.parse((await call(...argv, '--json')).stdout);
    expect(bestRun.configurations).toHaveLength(4);
    expect(bestRun.configurations[0]).toEqual({ state: 0, stack: [0] });
    const expected = steps.map((step: { actions: Record<string, { shape: number[] }> }) => step.actions.pop?.shape);
    expect(expected).toEqual(new Array(3).fill([2, 2, 2]));
    const { stdout } = await call(...argv);
    expect(stdout).toMatch(/The best run.*\n─+\n# +symbol +action +stack +state\n─+\n0 +0 +0\n1 +0 +(push|replace) /);
  });

  it('has one clear message for everything that cannot be inspected', async () => {
    const plain = join(folder, 'plain');
    await call('run', fixture('tiny.json'), '--output', plain);
    const unfinished = join(folder, 'unfinished');
    await call('run', fixture('tiny-stack.json'), '--output', unfinished);
    await rm(join(unfinished, 'parameters.safetensors'));
    for (const [argv, message] of [
      [[run, '--string', '0 x'], '--string: number 2, "x", is no symbol of marked-reversal; its symbols are 0 1 #'],
      [[run, '--string', ''], '--string: the memory does nothing in an empty string'],
      [[run], "required option '--string <symbols>' not specified"],
      [[plain, '--string', 'a'], `the model of the run "${plain}" has no memory to look into`],
      [[unfinished, '--string', '0'], 'has no checkpoint: parameters.safetensors is missing; the run was not finished'],
      [[folder, '--string', '0'], 'is not the folder of a run: it has no experiment.json'],
      [[join(folder, 'none'), '--string', '0'], 'there is no folder'],
      [[run, '--string', '0', '--best-run'], '--best-run: the memory superposition-stack follows no runs'],
      [[run, '--string', '0', '--output', 'picture.png'], '--output "picture.png" must end in .svg or .html'],
    ] as const) {
      const { exitCode, stdout, stderr } = await call('inspect', ...argv);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toContain(message);
      expect(stderr).toMatch(/^pushdown: .*\n$/);
    }
  });
});
