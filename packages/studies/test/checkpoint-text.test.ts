import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledExecutor } from '@pushdown/compiler';
import { createRecurrentModel, parallelStreams, randomStream } from '@pushdown/core';
import { checkpointStore, resolveExperiment } from '@pushdown/studies';
import { adam, type TrainingState, train } from '@pushdown/training';
import { afterEach, beforeEach, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';
import { tiny } from './fixtures/tiny.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-text-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('a checkpoint in the middle of a text keeps the state of the network, bit for bit', async () => {
  const lab = await createTestLab();
  const model = createRecurrentModel({
    alphabetSize: 3,
    controller: lab.create('controller', { type: 'lstm', size: 3 }, 'controller'),
    memory: lab.create('memory', { type: 'superposition-stack', size: 2, depth: 4 }, 'memory'),
    predict: 'stream',
  });
  const random = randomStream(1, 'text');
  const text = parallelStreams(
    Int32Array.from({ length: 60 }, () => random.integer(3)),
    2,
    0,
  );
  const states: TrainingState[] = [];
  const store = checkpointStore(join(folder, 'checkpoints'), {
    experiment: resolveExperiment(tiny),
    model,
    stepsPerEpoch: 5,
  });
  await train({
    model,
    engine: compiledExecutor(),
    parameters: model.initialize(randomStream(1, 'parameters')),
    training: { streams: text, steps: 7 },
    validation: { streams: text, steps: 7 },
    protocol: {
      optimizer: adam(),
      learningRate: 0.01,
      maximumEpochs: 1,
      patience: 1,
      decay: { factor: 1, patience: 1, threshold: 0 },
    },
    freeze: lab.create('freeze-strategy', 'none', 'freeze'),
    random: randomStream(1, 'shuffle'),
    checkpoint: {
      everySteps: 3,
      async save(state) {
        await store.save(state);
        states.push(state);
        expect((await store.load())?.state).toEqual(state);
      },
    },
  });
  expect(Object.keys(states[1]?.carry ?? {})).toContain('memory/elements');
  expect(states.map(({ carry }) => carry === undefined)).toEqual([true, false, true]);
});
