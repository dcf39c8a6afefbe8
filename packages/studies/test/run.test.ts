import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelChoice, type RunResults, runExperiment, summarizeAsText } from '@pushdown/studies';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';
import { tiny } from './fixtures/tiny.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-run-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(...path: string[]): Promise<string> {
  return readFile(join(folder, ...path), 'utf8');
}

/** What makes the tiny experiment one of k-hot prediction. */
function setExperiment(model: Partial<ModelChoice>) {
  return {
    language: 'suzgun-dyck',
    model: { ...tiny.model, loss: 'mean-squared-error', ...model } as ModelChoice,
    training: { ...tiny.training, optimizer: { type: 'rmsprop', momentum: 0.5 }, clipValue: 1 },
  };
}

async function runSets(model: Partial<ModelChoice>) {
  const experiment = { ...tiny, ...setExperiment(model) };
  const results = await runExperiment({ experiment, lab: await createTestLab() });
  return { results, text: summarizeAsText(results) };
}

describe('runExperiment', () => {
  it('writes the files of a run', async () => {
    await runExperiment({ experiment: tiny, lab: await createTestLab(), folder: join(folder, 'run') });
    expect((await readdir(join(folder, 'run'))).sort()).toEqual([
      'checkpoints',
      'environment.json',
      'experiment.json',
      'metrics.jsonl',
      'parameters.safetensors',
      'results.json',
      'summary.md',
    ]);
    const epochs = (await read('run', 'metrics.jsonl'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    const results = JSON.parse(await read('run', 'results.json')) as RunResults;
    expect(results.bins).toHaveLength(1);
    expect(results.bins[0]?.lengths).toEqual([6, 9, 12]);
    expect(results.bins[0]?.strings).toBe(6);
    expect(results.bins[0]?.measurements.perplexity?.value).toBeGreaterThan(
      results.bins[0]?.measurements.perplexity?.bound as number,
    );
    expect(await read('run', 'summary.md')).toMatch(/lower bound[\s\S]*bigram/);
  });

  it('gives the same files for the same seed, bit for bit, and others for another seed', async () => {
    const run = async (name: string, seed: number): Promise<void> => {
      const experiment = { ...tiny, model: { ...tiny.model, memory: { type: 'superposition-stack', size: 2 } }, seed };
      await runExperiment({ experiment, lab: await createTestLab(), folder: join(folder, name) });
    };
    await run('first', 1);
    await run('second', 1);
    await run('other', 2);
    for (const file of ['results.json', 'parameters.safetensors', 'experiment.json', 'summary.md']) {
      const first = await readFile(join(folder, 'first', file));
      expect(first.equals(await readFile(join(folder, 'second', file))), file).toBe(true);
      expect(first.equals(await readFile(join(folder, 'other', file))), file).toBe(false);
    }
  });

  it('trains on batches of mixed lengths, and is evaluated as ever', async () => {
    const training = { ...tiny.training, mixedLengths: true };
    const lab = await createTestLab();
    const [mixed, one] = [
      await runExperiment({ experiment: { ...tiny, training }, lab }),
      await runExperiment({ experiment: tiny, lab }),
    ];
    expect(mixed.training.loss).not.toBe(one.training.loss);
    expect(mixed.bins[0]?.measurements.perplexity?.bound).toBe(one.bins[0]?.measurements.perplexity?.bound);
  });

  it('learns which symbols may come next, by another optimizer', async () => {
    const { results, text } = await runSets({ predict: 'stream' });
    expect(results.experiment.evaluation?.measures).toEqual(['k-hot-accuracy']);
    expect(results.training).not.toHaveProperty('validationPerplexity');
    expect(results.training.validationLoss).toBeGreaterThan(0);
    for (const { measurements } of [results.validation, ...results.bins]) {
      expect(Object.keys(measurements)).toEqual(['k-hot-accuracy', 'k-hot-string-accuracy']);
      expect(measurements['k-hot-accuracy']).toMatchObject({ bound: 1 });
    }
    expect(text).toMatch(/validation loss 0\.[\s\S]*Where exactly the symbols that may come next are admitted/);
  });

  it('learns the end of strings as one of the symbols that may come', async () => {
    const [string, stream] = await Promise.all(
      (['string', 'stream'] as const).map(async (predict) => (await runSets({ predict })).results.parameterCount),
    );
    // One more output: as many weights as the controller has units, and a bias.
    expect((string as number) - (stream as number)).toBe(3 + 1);
  });

  it.each([
    [{ language: 'count-3' }, 'model.loss: the language count-3 does not tell which symbols may come next'],
    [
      { evaluation: { ...tiny.evaluation, measures: ['k-hot-accuracy', 'perplexity'] } },
      'evaluation.measures: the evaluation perplexity scores predictions of symbols, but a model with the loss mean-squared-error predicts sets',
    ],
    [
      { model: tiny.model, evaluation: { ...tiny.evaluation, measures: ['k-hot-accuracy'] } },
      'evaluation.measures: the evaluation k-hot-accuracy scores predictions of sets, but a model with the loss cross-entropy predicts symbols',
    ],
  ])('says before it begins what does not go together: %j', async (changes, message) => {
    const experiment = { ...tiny, ...setExperiment({}), ...changes };
    const run = runExperiment({ experiment, lab: await createTestLab(), folder: join(folder, 'run') });
    await expect(run).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });

  it('tests every seed on the same strings', async () => {
    const bound = async (seed: number): Promise<unknown> => {
      const experiment = {
        ...tiny,
        language: 'marked-reverse-and-copy',
        training: { ...tiny.training, lengths: [5, 11] as const },
        seed,
      };
      const { bins } = await runExperiment({ experiment, lab: await createTestLab() });
      return bins[0]?.measurements.perplexity?.bound;
    };
    expect(await bound(1)).toBe(await bound(2));
  });

  it('keeps a finished run unless told otherwise', async () => {
    const lab = await createTestLab();
    const path = join(folder, 'run');
    await runExperiment({ experiment: tiny, lab, folder: path });
    await expect(runExperiment({ experiment: tiny, lab, folder: path })).rejects.toThrow(
      /holds the results of a finished run/,
    );
    await runExperiment({ experiment: { ...tiny, seed: 5 }, lab, folder: path, overwrite: true });
    expect(JSON.parse(await read('run', 'results.json'))).toHaveProperty('experiment.seed', 5);
    expect((await read('run', 'metrics.jsonl')).trim().split('\n')).toHaveLength(2);
  });

  it('writes nothing when the experiment is at fault', async () => {
    const lab = await createTestLab();
    const path = join(folder, 'run');
    for (const experiment of [
      { ...tiny, model: { controller: 'lsmt' } },
      { ...tiny, model: { controller: { type: 'lstm', size: 'three' } } },
      { ...tiny, training: { ...tiny.training, lengths: [4, 5] as const } },
      { ...tiny, training: { ...tiny.training, curriculum: { from: 2, perEpoch: 1 } } },
    ]) {
      await expect(runExperiment({ experiment, lab, folder: path })).rejects.toThrow(
        /model\.controller|training\.lengths|training\.curriculum\.from: no training batch/,
      );
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing that looks finished when it is aborted', async () => {
    const controller = new AbortController();
    const run = runExperiment({
      experiment: tiny,
      lab: await createTestLab(),
      folder: join(folder, 'run'),
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toThrow();
    const files = await readdir(join(folder, 'run'));
    expect(files).toContain('experiment.json');
    for (const file of ['results.json', 'parameters.safetensors', 'summary.md']) expect(files).not.toContain(file);
  });
});
