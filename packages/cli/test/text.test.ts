import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '@pushdown/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './call.ts';

let folder: string;
let run: string;

const corpus = () =>
  ['training', 'validation', 'test'].flatMap((part) => ['--set', `corpus.${part}=${join(folder, `${part}.txt`)}`]);

/** The preset, so small that it takes no time. */
const small = [
  ...['streams=4', 'steps=6', 'maximumEpochs=2', 'learningRate=5'].flatMap((field) => ['--set', `training.${field}`]),
  ...['model.controller.size=5', 'model.embedding.size=5'].flatMap((field) => ['--set', field]),
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-cli-text-'));
  const random = randomStream(1, 'words');
  const words = ['the', 'cat', 'dog', 'sees', 'hears', 'and', 'sleeps', '<unk>'];
  const line = (): string => Array.from({ length: 3 + random.integer(6) }, () => words[random.integer(8)]).join(' ');
  for (const [part, lines] of Object.entries({ training: 40, validation: 8, test: 8 }))
    await writeFile(join(folder, `${part}.txt`), `${Array.from({ length: lines }, line).join('\n')}\n`);
  run = join(folder, 'run');
  const preset = ['--preset', 'dusell-chiang-2023-ptb', '--set', 'model=jm-hidden-247'];
  const { exitCode, stderr } = await call('run', ...preset, ...corpus(), ...small, '--output', run);
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toMatch(/^epoch 1: .*validation perplexity.*\nepoch 2: /);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a model of a text, on the command line', () => {
  it('is trained by a preset on three files', async () => {
    const results = JSON.parse(await readFile(join(run, 'results.json'), 'utf8'));
    expect(results.experiment.model).toMatchObject({
      controller: { type: 'lstm', size: 5 },
      memory: { type: 'superposition-stack', push: 'hidden', depth: 10 },
      embedding: { size: 5 },
    });
    expect(results.corpus.vocabulary).toBe(9);
    expect(results.test.measurements.perplexity.value).toBeLessThan(10);
  });

  it('is evaluated without lengths', async () => {
    const output = join(folder, 'evaluation');
    const { stdout, exitCode } = await call('evaluate', run, '--engine', 'reference', '--output', output);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Perplexity[\s\S]*validation +test/);
    const again = JSON.parse(await readFile(join(output, 'evaluation.json'), 'utf8'));
    const { test } = JSON.parse(await readFile(join(run, 'results.json'), 'utf8'));
    expect(again.test.measurements.perplexity.value).toBeCloseTo(test.measurements.perplexity.value, 4);
  });

  it.each([
    [['evaluate', '--lengths', '3:5'], '--lengths is for runs on languages'],
    [['evaluate', '--precision'], '--precision is for runs on languages'],
    [['evaluate', '--measure', 'accuracy'], '--measure is for runs on languages'],
    [['inspect', '--string', 'the'], 'inspect is for languages'],
  ])('%j is refused', async ([command = '', ...options], message) => {
    const { exitCode, stderr } = await call(command, run, ...options, '--output', join(folder, 'never.html'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('is compiled as a chunk of the text', async () => {
    const { stdout } = await call('compile', join(run, 'experiment.json'));
    expect(stdout).toMatch(/batch 4, length 6: training 9 of 9 parameter tensors/);
  });

  it('is not trained on words that nobody could learn', async () => {
    const lost = join(folder, 'lost.txt');
    await writeFile(lost, 'the cat\n');
    const { exitCode, stderr } = await call('run', join(run, 'experiment.json'), '--set', `corpus.training=${lost}`);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /the validation text of corpus "text-files" has the word "[^"]+" on line 1, which the training/,
    );
  });
});

describe('the study of language modeling', () => {
  const study = (...options: string[]) =>
    call('study', 'run', 'language-modeling', ...options, '--output', join(folder, 'study'), '--no-estimate');

  it('needs a corpus and a profile that exists', async () => {
    expect((await study()).stderr).toContain('the study of language modeling needs a corpus: corpus.training');
    expect((await study('--profile', 'all', ...corpus())).stderr).toContain('(known: paper, laptop, smoke)');
  });

  it('runs, reports and says what the noise is', async () => {
    const path = join(folder, 'study.json');
    const model = { controller: { type: 'lstm', size: 4 }, embedding: { size: 4 } };
    const fields = {
      name: 'words',
      base: { training: { streams: 4, steps: 6, maximumEpochs: 2, learningRate: { logUniform: [1, 9] } } },
      axes: {
        corpus: {
          words: Object.fromEntries(
            ['training', 'validation', 'test'].map((part) => [part, join(folder, `${part}.txt`)]),
          ),
        },
        model: { lstm: model, stack: { ...model, memory: { type: 'superposition-stack', size: 2, depth: 3 } } },
        freeze: ['none', 'memory'],
      },
      paired: ['freeze'],
      restarts: 2,
    };
    await writeFile(path, JSON.stringify(fields));
    const output = join(folder, 'words');
    const { exitCode, stdout, stderr } = await call('study', 'run', path, '--workers', '1', '--output', output);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/8 runs, 8 left; at most \d+ s with 1 worker/);
    expect(stdout).toMatch(
      /corpus +model +frozen +of +validation +test +test[\s\S]*words +stack +memory +2 [\s\S]*words +bigram +[0-9.]+ +[0-9.]+/,
    );
    const report = await readFile(join(output, 'report.md'), 'utf8');
    expect(report).toMatch(/Control: equal trainings \(A\/A\)[\s\S]*\| words +\| test +\|/);
    expect(report).toMatch(/Frozen minus fully trained[\s\S]*\| stack +\| memory +\| test +\|/);
    const rates = async (mode: string) =>
      JSON.parse(await readFile(join(output, 'runs', `words_stack_${mode}_restart-1`, 'results.json'), 'utf8'))
        .training;
    const [none, memory] = [await rates('none'), await rates('memory')];
    expect([none.learningRate, none.clipNorm]).toEqual([memory.learningRate, memory.clipNorm]);
    const query = await call('study', 'query', output, '--measure', 'perplexity', '--set', 'test', '--by', 'model');
    expect(query.stdout, query.stderr).toMatch(/perplexity, test/);
  }, 120_000);
});
