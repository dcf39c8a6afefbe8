import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSession,
  decodeParameters,
  defineCorpus,
  definePlugin,
  randomStream,
  referenceEngine,
} from '@pushdown/core';
import { nestedSentences } from '@pushdown/datasets';
import {
  createParts,
  evaluateTextRun,
  initialParameters,
  resolveExperiment,
  runExperiment,
  summarizeAsText,
  writeEvaluation,
} from '@pushdown/studies';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { interruptedEngines } from './fixtures/interrupted-engine.ts';
import createTestLab from './fixtures/laboratory.mjs';
import { contentOf } from './fixtures/run-content.ts';
import { tinyText } from './fixtures/tiny-text.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-text-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('an experiment on a text', () => {
  it('follows DuSell & Chiang (2023) on the Penn Treebank', () => {
    const { training, model } = resolveExperiment({ corpus: 'nested-sentences', model: { controller: 'lstm' } });
    expect(training).toMatchObject({
      streams: 32,
      steps: 35,
      share: 1,
      maximumEpochs: 100,
      learningRate: { logUniform: [1, 100] },
      clipNorm: { logUniform: [0.0112, 1.12] },
      optimizer: 'sgd',
      patience: 2,
      decay: { factor: 1 / 1.5, patience: 0, threshold: 0 },
    });
    expect(model).toMatchObject({ embedding: { size: 256 }, loss: 'cross-entropy', predict: 'stream' });
    const preset = resolveExperiment({
      preset: 'dusell-chiang-2023-ptb',
      corpus: 'nested-sentences',
      model: 'lstm-256',
    });
    expect(preset.training).toEqual(training);
    expect(preset.model).toEqual({ ...model, controller: { type: 'lstm', size: 256 } });
    expect(resolveExperiment(preset)).toEqual(preset);
  });

  it('takes the preset’s model with changes', () => {
    const { model } = resolveExperiment({
      preset: 'dusell-chiang-2023-ptb',
      corpus: { training: 'a', validation: 'b', test: 'c' },
      model: { type: 'jm-hidden-247', embedding: { size: 9 } },
    });
    expect(model).toMatchObject({
      controller: { type: 'lstm', size: 247 },
      memory: { type: 'superposition-stack', push: 'hidden', depth: 10 },
      embedding: { size: 9 },
    });
  });

  it('is about three files where its corpus has no type', () => {
    const files = { training: 'a', validation: 'b', test: 'c' };
    expect(resolveExperiment({ corpus: files, model: 'lstm-256' }).corpus).toEqual({ type: 'text-files', ...files });
  });

  it.each([
    [{ language: 'count-3' }, 'names a language and a corpus; leave one of them out'],
    [{ model: { controller: 'lstm', predict: 'string' } }, 'model.predict: a text is a stream without an end'],
    [{ model: { controller: 'lstm', loss: 'mean-squared-error' } }, 'model.loss: a text is learned symbol by symbol'],
    [{ training: { lengths: [2, 3] } }, 'training.lengths: there is no such option (known: streams, steps, share'],
    [{ training: { streams: 0 } }, 'training.streams: '],
    [{ evaluation: { bins: [[1, 2]] } }, 'evaluation: there is no such option'],
    [{ model: 'lstm-257' }, 'model: '],
  ])('is refused: %o', (wrong, message) => {
    expect(() => resolveExperiment({ corpus: 'nested-sentences', model: 'lstm-256', ...wrong })).toThrow(message);
  });

  it('needs a corpus where its preset is for texts', () => {
    expect(() => resolveExperiment({ preset: 'dusell-chiang-2023-ptb' })).toThrow(
      'corpus: expected three files such as',
    );
  });

  it.each([
    [{ corpus: 'nested-phrases' }, 'corpus: there is no corpus "nested-phrases" (known: nested-sentences)'],
    [{ training: { ...tinyText.training, streams: 500 } }, 'training.streams: the validation text of nested-sentences'],
    [
      { model: { ...tinyText.model, memory: { type: 'nondeterministic-stack', states: 2, symbols: 2 } } },
      'model.memory: "nondeterministic-stack" keeps its whole history, which cannot be carried on through a text; give it a "window"',
    ],
  ])('is refused before anything is written: %o', async (wrong, message) => {
    const lab = await createTestLab();
    const run = runExperiment({ experiment: { ...tinyText, ...wrong }, lab, folder: join(folder, 'run') });
    await expect(run).rejects.toThrow(message);
    await expect(readFile(join(folder, 'run', 'experiment.json'))).rejects.toThrow('ENOENT');
  });
});

describe('a run on a text', () => {
  it('learns it and tells perplexities of the other two', async () => {
    const lab = await createTestLab();
    const training = { ...tinyText.training, maximumEpochs: 4 };
    const results = await runExperiment({ experiment: { ...tinyText, training }, lab, folder });
    const { vocabulary, end, test } = nestedSentences({ training: 60, validation: 12, test: 12 });
    expect(results.corpus?.vocabulary).toBe(vocabulary.length);
    expect(results.corpus?.symbols.test).toBe(test.length);
    expect(results.bins).toEqual([]);
    expect(results.test?.strings).toBe(12);
    const perplexity = results.validation.measurements.perplexity?.value ?? Number.NaN;
    expect(perplexity).toBe(results.training.validationPerplexity);
    // Far better than guessing among all words.
    expect(perplexity).toBeLessThan(vocabulary.length / 2);
    const { bigram = Number.NaN } = results.test?.measurements.perplexity ?? {};
    expect(bigram).toBeGreaterThan(3);
    expect(bigram).toBeLessThan(15);

    // What it says of the test text, every stream read in one piece, in float64.
    const { model } = createParts(results.experiment, lab);
    const parameters = decodeParameters(model, await readFile(join(folder, 'parameters.safetensors')));
    const session = createSession({ model, engine: referenceEngine(), parameters });
    const size = Math.ceil(test.length / 4);
    let nats = 0;
    for (let start = 0; start < test.length; start += size) {
      const targets = test.slice(start, start + size);
      const inputs = Int32Array.from(targets, (_, index) =>
        start + index === 0 ? end : (test[start + index - 1] as number),
      );
      nats += session.predictChunk({ inputs: [inputs], targets: [targets] }).nats.reduce((sum, each) => sum + each, 0);
    }
    expect(results.test?.measurements.perplexity?.value).toBeCloseTo(Math.exp(nats / test.length), 3);
    expect(summarizeAsText(results)).toMatch(
      /corpus nested-sentences, model lstm \+ superposition-stack[\s\S]*4 streams, 9 symbols at a time[\s\S]*validation +test/,
    );
  });

  it('begins every parameter uniform on ± 0.05, without other parameters for other uses of a word', async () => {
    const experiment = resolveExperiment(tinyText);
    const { model } = createParts(experiment, await createTestLab());
    const values = Object.values(await initialParameters(model, experiment)).flatMap((each) => [...each]);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.05);
    expect(Math.max(...values)).toBeGreaterThan(0.049);
    expect(model.parameters.filter(({ shape }) => shape.includes(model.alphabetSize)).map(({ path }) => path)).toEqual([
      'embedding/vectors',
      'classifier/weights',
      'classifier/bias',
    ]);
  });

  it.each(['embedding', 'controller', 'memory', 'classifier'] as const)(
    'keeps a frozen %s as it began',
    async (component) => {
      const freeze = { type: 'parameters', components: [component] };
      const training = { ...tinyText.training, maximumEpochs: 1 };
      const lab = await createTestLab();
      const { experiment } = await runExperiment({ experiment: { ...tinyText, training, freeze }, lab, folder });
      const { model } = createParts(experiment, lab);
      const begun = await initialParameters(model, experiment);
      const trained = decodeParameters(model, await readFile(join(folder, 'parameters.safetensors')));
      for (const { path, component: own } of model.parameters) {
        const same = Buffer.from(Float32Array.from(begun[path] ?? []).buffer).equals(
          Buffer.from(Float32Array.from(trained[path] ?? []).buffer),
        );
        expect(same, path).toBe(own === component);
      }
    },
  );

  it('draws learning rate and limit of the gradient from their ranges, and tells them', async () => {
    const training = {
      ...tinyText.training,
      maximumEpochs: 1,
      learningRate: { logUniform: [1, 100] },
      clipNorm: { logUniform: [0.0112, 1.12] },
    } as const;
    const lab = await createTestLab();
    const settings = async (seed: number) =>
      (await runExperiment({ experiment: { ...tinyText, training, seed }, lab })).training;
    const [first, again, other] = [await settings(1), await settings(1), await settings(2)];
    expect(again).toEqual(first);
    expect(other.clipNorm).not.toBe(first.clipNorm);
    expect(first.clipNorm).toBeGreaterThanOrEqual(0.0112);
    expect(first.clipNorm).toBeLessThanOrEqual(1.12);
    expect(first.learningRate).toBeGreaterThanOrEqual(1);
  });

  it('divides its learning rate after every epoch without improvement, and ends after two in a row', async () => {
    const rates: number[] = [];
    const training = { ...tinyText.training, maximumEpochs: 40, learningRate: 200, clipNorm: 5 };
    const { training: done } = await runExperiment({
      experiment: { ...tinyText, training },
      lab: await createTestLab(),
      onProgress: ({ learningRate }) => rates.push(learningRate),
    });
    expect(done.stopped).toBe('patience');
    expect(done.epochs).toBe(done.bestEpoch + 2);
    expect(rates.at(-1)).toBeCloseTo((rates.at(-2) as number) / 1.5, 10);
  });

  it('uses as much of the texts as it is told to', async () => {
    const training = { ...tinyText.training, maximumEpochs: 1, share: 0.5 };
    const { corpus } = await runExperiment({ experiment: { ...tinyText, training }, lab: await createTestLab() });
    const whole = nestedSentences({ training: 60, validation: 12, test: 12 });
    expect(corpus?.symbols.training).toBe(Math.ceil(whole.training.length / 2));
  });

  it('is evaluated again with the same result, and reported', async () => {
    const lab = await createTestLab();
    const results = await runExperiment({ experiment: tinyText, lab, folder: join(folder, 'run') });
    const experiment = resolveExperiment(tinyText);
    const { model } = createParts(experiment, lab);
    const parameters = decodeParameters(model, await readFile(join(folder, 'run', 'parameters.safetensors')));
    const result = await evaluateTextRun({ experiment, lab, parameters });
    expect(result).toMatchObject({ validation: results.validation, test: results.test, corpus: results.corpus });
    await writeEvaluation(result, join(folder, 'report'));
    expect(await readFile(join(folder, 'report', 'evaluation.md'), 'utf8')).toMatch(
      /the state carried on[\s\S]*validation \| +test \|/,
    );
  });
});

describe('a run on a text that is cut off', () => {
  const fuse = { left: Number.POSITIVE_INFINITY };
  const engines = interruptedEngines(fuse, { reference: () => referenceEngine() });
  const experiment = {
    ...tinyText,
    training: { ...tinyText.training, checkpointSteps: 5, optimizer: { type: 'sgd', momentum: 0.5 } },
    freeze: { type: 'random-entries', components: ['embedding'], share: 0.5 },
    engine: 'interrupted-reference',
  };

  async function run(path: string, resume: boolean, steps = Number.POSITIVE_INFINITY): Promise<boolean> {
    fuse.left = steps;
    try {
      await runExperiment({ experiment, lab: await createTestLab([], [engines]), folder: path, resume });
      return true;
    } catch (error) {
      if ((error as Error).name !== 'Interruption') throw error;
      return false;
    }
  }

  it('ends with the same files, byte for byte', { timeout: 60_000 }, async () => {
    await run(join(folder, 'whole'), false);
    const expected = await contentOf(join(folder, 'whole'));
    const random = randomStream(1, 'interruptions');
    let interruptions = 0;
    for (let round = 0; interruptions < 6; round++) {
      const path = join(folder, `cut-${round}`);
      let finished = await run(path, false, random.integer(40));
      while (!finished) {
        interruptions++;
        finished = await run(path, true, random.integer(40));
      }
      expect(await contentOf(path)).toEqual(expected);
    }
  });
});

it('a run does not go on with another text', async () => {
  let words = 'the cat sees the dog ';
  const changing = defineCorpus({
    name: 'changing',
    description: 'a text that somebody edits',
    options: z.strictObject({}),
    create() {
      const vocabulary = [...new Set(words.trim().split(' ')), '<unk>', '<eos>'];
      const tokens = Int32Array.from(words.repeat(30).trim().split(' '), (word) => vocabulary.indexOf(word));
      const [unknown, end] = [vocabulary.length - 2, vocabulary.length - 1];
      return { name: 'changing', vocabulary, unknown, end, training: tokens, validation: tokens, test: tokens };
    },
  });
  const plugin = definePlugin({ name: 'changing', apiVersion: 1, contributions: [changing] });
  const experiment = { ...tinyText, corpus: 'changing' };
  const run = async (resume: boolean, maximumEpochs = 2) =>
    runExperiment({
      experiment: { ...experiment, training: { ...tinyText.training, maximumEpochs } },
      lab: await createTestLab([], [plugin]),
      folder,
      resume,
      overwrite: !resume,
    });
  await run(false);
  const resolved = JSON.parse(await readFile(join(folder, 'experiment.json'), 'utf8'));
  expect(resolved.corpusSha256).toMatch(/^[0-9a-f]{64}$/);
  words = 'the dog sees the cat ';
  await expect(run(true)).rejects.toThrow(/belongs to another experiment: its "corpusSha256" is "[0-9a-f]{64}", not/);
  const again = runExperiment({ experiment: resolved, lab: await createTestLab([], [plugin]) });
  await expect(again).rejects.toThrow('corpus: the text of changing is not the one that this experiment is about');
});
