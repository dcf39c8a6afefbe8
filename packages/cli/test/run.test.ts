import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, fixture } from './call.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-cli-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The tiny experiment with some of its parts replaced, as a file. */
async function changed(changes: object): Promise<string> {
  const path = join(folder, 'changed.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(fixture('tiny.json'), 'utf8')), ...changes }));
  return path;
}

describe('pushdown run', () => {
  it('trains, evaluates and summarizes', async () => {
    const { exitCode, stdout, stderr } = await call('run', fixture('tiny.json'), '--output', join(folder, 'run'));
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^epoch 1: .*\nepoch 2: .*\n$/);
    expect(stdout).toMatch(/lower bound[\s\S]*bigram/);
    expect(await readdir(join(folder, 'run'))).toContain('results.json');
  });

  it('gives bit-identical results twice, and other ones with another seed', async () => {
    for (const [name, ...more] of [['a'], ['b'], ['c', '--seed', '7']]) {
      const { exitCode } = await call('run', fixture('tiny.json'), '--output', join(folder, name as string), ...more);
      expect(exitCode).toBe(0);
    }
    for (const file of ['results.json', 'parameters.safetensors']) {
      const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => readFile(join(folder, name, file))));
      expect(a?.equals(b as Buffer), file).toBe(true);
      expect(a?.equals(c as Buffer), file).toBe(false);
    }
  });

  it('compiles by default, and records the engine that ran', async () => {
    for (const [name, ...more] of [['compiled'], ['reference', '--engine', 'reference']]) {
      const run = join(folder, name as string);
      const { stdout } = await call('run', fixture('tiny.json'), '--json', '--output', run, ...more);
      expect(JSON.parse(stdout).engine).toBe(name);
      expect(JSON.parse(await readFile(join(run, 'environment.json'), 'utf8')).engine).toEqual({
        name,
        precision: name === 'compiled' ? 'float32' : 'float64',
      });
    }
  });

  it('reads the grammar file of a language into the experiment', async () => {
    const { exitCode, stderr } = await call('run', fixture('grammar-experiment.json'), '--output', join(folder, 'run'));
    expect(exitCode).toBe(0);
    expect(stderr).toContain('pushdown: warning: ./brackets.grammar: "Lost" is not reachable from "S"\n');
    expect(JSON.parse(await readFile(join(folder, 'run', 'experiment.json'), 'utf8')).language).toMatchObject({
      type: 'grammar',
      file: './brackets.grammar',
      text: expect.stringContaining("S -> '(' S ')' S [1/4]"),
    });
  });

  it('prints nothing but JSON with --json', async () => {
    const { stdout } = await call('run', fixture('tiny.json'), '--json', '--output', join(folder, 'run'));
    expect(JSON.parse(stdout)).toMatchObject({ name: 'tiny', folder: join(folder, 'run'), training: { epochs: 2 } });
  });

  it('trains on sets of symbols by the optimizer it is told', async () => {
    const path = await changed({
      language: 'suzgun-dyck',
      model: { controller: { type: 'lstm', size: 3 }, loss: 'binary-cross-entropy' },
      training: {
        lengths: [2, 6],
        batches: 2,
        batchSize: 2,
        maximumEpochs: 1,
        optimizer: { type: 'sgd', momentum: 0.9 },
      },
    });
    const { exitCode, stdout, stderr } = await call('run', path, '--output', join(folder, 'run'));
    expect(stderr).toMatch(/^epoch 1: training loss [\d.]+ per position, validation loss [\d.]+ \(best so far\)\n$/);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Where exactly the symbols that may come next are admitted');
  });

  it('takes experiments in TypeScript, with plugins by value', async () => {
    const { exitCode, stdout, stderr } = await call(
      'run',
      fixture('experiment.ts'),
      '--json',
      '--output',
      join(folder, 'run'),
    );
    expect(stderr).toMatch(/^epoch 1: .*\n$/);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).experiment.model.memory).toEqual({ type: 'running-sum', fading: 0.25 });
  });

  it('loads the plugins an experiment names, relative to its file', async () => {
    const { exitCode, stderr } = await call('run', fixture('with-plugin.json'), '--output', join(folder, 'run'));
    expect(stderr).toMatch(/^epoch 1/);
    expect(exitCode).toBe(0);
  });

  it('runs a preset without a file, with any field set', async () => {
    const fields = [
      ...['training.lengths=[3, 9]', 'training.batches=2', 'training.validationBatches=1', 'training.maximumEpochs=1'],
      ...['model.controller.size=3', 'evaluation.bins=[[3, 6]]', 'evaluation.stringsPerLength=1', 'language=count-3'],
    ];
    const argv = ['run', '--preset', 'dusell-chiang-2023', ...fields.flatMap((field) => ['--set', field])];
    const { exitCode, stdout } = await call(...argv, '--json', '--output', join(folder, 'run'));
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).experiment).toMatchObject({
      preset: 'dusell-chiang-2023',
      model: { controller: { type: 'lstm', size: 3 } },
      training: { batches: 2, batchSize: 10 },
    });
  });

  it('keeps a finished run', async () => {
    const argv = ['run', fixture('tiny.json'), '--output', join(folder, 'run')];
    expect((await call(...argv)).exitCode).toBe(0);
    const { exitCode, stderr } = await call(...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^pushdown: .*holds the results of a finished run.*\n$/);
    expect((await call(...argv, '--overwrite')).exitCode).toBe(0);
  });
});

describe('a mistake', () => {
  const cases: readonly {
    readonly mistake: string;
    readonly changes?: object;
    readonly argv?: readonly string[];
    readonly message: RegExp;
    readonly exitCode?: number;
  }[] = [
    {
      mistake: 'a wrong option name in an experiment',
      changes: { training: { batchsize: 3 } },
      message: /changed\.json: training\.batchsize: there is no such option \(known: .*batchSize/,
    },
    {
      mistake: 'a wrong option name of a contribution',
      changes: { model: { controller: { type: 'lstm', size: 3, layers: 2 } } },
      message: /model\.controller: .*"layers"/,
    },
    {
      mistake: 'a wrong type in an experiment',
      changes: { training: { batchSize: 'ten' } },
      message: /training\.batchSize: expected number, received string/,
    },
    {
      mistake: 'a wrong type of an option of a contribution',
      changes: { model: { controller: { type: 'lstm', size: 'big' } } },
      message: /model\.controller: .*size: .*expected number, received string/,
    },
    {
      mistake: 'an unknown contribution',
      changes: { model: { controller: 'lsmt' } },
      message: /model\.controller: there is no controller "lsmt"; did you mean "lstm"\?/,
    },
    { mistake: 'an unknown engine', argv: ['--engine', 'quantum'], message: /engine: there is no engine "quantum"/ },
    {
      mistake: 'a plugin for another version of the interface',
      argv: ['--plugin', fixture('version-2.mjs')],
      message: /plugin "from-the-future" was built for version 2 of the plugin interface, but this is version 1/,
    },
    {
      mistake: 'a missing plugin file',
      argv: ['--plugin', './nowhere.ts'],
      message: /there is no plugin file "\.\/nowhere\.ts"/,
    },
    {
      mistake: 'a missing plugin package',
      argv: ['--plugin', 'pushdown-plugin-that-is-not-installed'],
      message: /neither a file nor an installed package/,
    },
    {
      mistake: 'a module that is no plugin',
      argv: ['--plugin', fixture('no-plugin.mjs')],
      message: /is no plugin: its default export must be made by definePlugin/,
    },
    {
      mistake: "a shape error in a step of a user's memory",
      changes: { model: { controller: { type: 'lstm', size: 3 }, memory: 'swelling' } },
      argv: ['--plugin', fixture('wrong-shape.mjs')],
      message:
        /lstm \+ swelling: the step returns the state "memory\/total" as .*\[2, 6\].* \[2, 3\] \(made at wrong-shape\.mjs:\d+:\d+\)/,
      exitCode: 1,
    },
    {
      mistake: 'a model that the engine cannot compile',
      argv: ['--plugin', fixture('picky-engine.mjs'), '--engine', 'picky'],
      message: /the operation unheard cannot be compiled yet; .* \(run it with --engine reference\)/,
      exitCode: 1,
    },
    {
      mistake: 'a field that does not exist',
      argv: ['--set', 'training.batchsize=3'],
      message: /training\.batchsize: there is no such option \(known: .*batchSize/,
    },
    { mistake: 'a path without a value', argv: ['--set', 'seed'], message: /--set "seed": expected path=value/ },
    { mistake: 'a preset that does not exist', argv: ['--preset', 'mine'], message: /preset: there is no such preset/ },
    { mistake: 'a wrong seed', argv: ['--seed', 'abc'], message: /--seed <n>.*abc.*Expected a whole number/ },
    {
      mistake: 'an unknown command line option',
      argv: ['--sed', '3'],
      message: /unknown option '--sed'.*Did you mean one of --seed, --set\?/,
    },
  ];

  it.each(cases)('gives one clear message: $mistake', async ({ changes = {}, argv = [], message, exitCode = 2 }) => {
    const path = await changed(changes);
    const result = await call('run', path, '--output', join(folder, 'run'), ...argv);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(/^pushdown: .*\n$/);
    expect({ exitCode: result.exitCode, stdout: result.stdout }).toEqual({ exitCode, stdout: '' });
    expect(await readdir(folder)).toEqual(['changed.json']);
  });

  it.each([
    [['run', 'missing.json'], /there is no experiment file "missing\.json"/],
    [['run', fixture('broken.json')], /broken\.json is not valid JSON/],
    [['run', fixture('../tsconfig.json').replace('tsconfig.json', 'fixtures')], /is not a file/],
    [['run'], /no experiment is given; expected a file, a --preset, or --resume/],
    [['run', '--preset', 'dusell-chiang-2023'], /language: expected a name/],
    [['rnu', 'x'], /unknown command 'rnu'.*Did you mean run\?/],
    [['study', 'run', 'learning'], /there is no study "learning"/],
    [['study', 'run', 'paper', '--profile', 'huge'], /there is no profile "huge" \(known: smoke, laptop, full, test\)/],
    [
      ['study', 'run', fixture('study.json'), '--profile', 'smoke'],
      /--profile is for the studies "paper" and "language-modeling"/,
    ],
    [['study', 'run', 'paper', '--workers', '0'], /Expected a whole number of at least 1/],
    [['study', 'run', fixture('tiny.json')], /tiny\.json: axes: .*Unrecognized keys/],
    [['study', 'status', 'nowhere'], /the folder "nowhere" holds no study/],
  ])('gives one clear message: %j', async (argv, message) => {
    const { exitCode, stderr } = await call(...argv);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^pushdown: .*\n$/);
    expect(exitCode).toBe(2);
  });

  it('is shown with its place in the code when --verbose is given', async () => {
    const { stderr } = await call('run', 'missing.json', '--verbose');
    expect(stderr).toMatch(/^pushdown: .*\n.*UsageError[\s\S]*\n\s+at /);
  });
});
