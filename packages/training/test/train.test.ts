import { lstm } from '@pushdown/cells';
import {
  admissibleSets,
  createRecurrentModel,
  createSession,
  defineFreezeStrategy,
  type FreezeStrategy,
  randomStream,
} from '@pushdown/core';
import { count3, suzgunDyck } from '@pushdown/datasets';
import { freezeController, freezeControllerAndMemory, freezeMemory, freezeNothing } from '@pushdown/freeze-strategies';
import { superpositionStack } from '@pushdown/memory-structures';
import { referenceExecutor } from '@pushdown/tensors';
import { adam, sampleBatches, sgd, type TrainingOptions, type TrainingProtocol, train } from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const model = createRecurrentModel({
  alphabetSize: 3,
  controller: lstm({ size: 4 }),
  memory: superpositionStack({ size: 2 }),
});
const initial = model.initialize(randomStream(3, 'parameters'));
const sample = (name: string, batches: number) =>
  sampleBatches({
    language: count3(),
    range: { min: 3, max: 9 },
    batches,
    batchSize: 4,
    random: randomStream(3, name),
  });

const protocol: TrainingProtocol = {
  optimizer: adam(),
  learningRate: 0.02,
  clipNorm: 5,
  maximumEpochs: 4,
  patience: 10,
  decay: { factor: 0.9, patience: 5, threshold: 1e-4 },
};

function run(changes: Partial<TrainingOptions> = {}) {
  return train({
    model,
    engine: referenceExecutor(),
    parameters: initial,
    training: sample('training', 12),
    validation: sample('validation', 3),
    protocol,
    freeze: freezeNothing(),
    random: randomStream(3, 'shuffle'),
    ...changes,
  });
}

describe('train', () => {
  it('learns: validation gets better and the best epoch is what comes out', async () => {
    const { epochs, bestEpoch, stopped, parameters } = await run();
    expect(epochs).toHaveLength(4);
    expect(stopped).toBe('maximum-epochs');
    const scores = epochs.map(({ validationPerplexity }) => validationPerplexity as number);
    for (const { validationLoss, validationPerplexity } of epochs)
      expect(validationPerplexity).toBe(Math.exp(validationLoss));
    expect(bestEpoch).toBe(scores.indexOf(Math.min(...scores)) + 1);
    expect(scores[3]).toBeLessThan((scores[0] as number) * 0.9);
    expect(parameters['classifier/bias']).not.toEqual(initial['classifier/bias']);
  });

  it('gives the same bits for the same seeds', async () => {
    expect(await run()).toEqual(await run());
    const other = await run({ random: randomStream(4, 'shuffle') });
    expect(other.parameters).not.toEqual((await run()).parameters);
  });

  it('restores the best parameters and stops when validation does not improve', async () => {
    // A learning rate of zero never improves after the first epoch.
    const { stopped, bestEpoch, epochs, parameters } = await run({
      protocol: { ...protocol, learningRate: 0, patience: 2, maximumEpochs: 50 },
    });
    expect({ stopped, bestEpoch, epochs: epochs.length }).toEqual({ stopped: 'patience', bestEpoch: 1, epochs: 3 });
    expect(parameters).toEqual(initial);
  });

  it.each([
    [freezeNothing(), []],
    [freezeMemory(), ['memory']],
    [freezeController(), ['controller']],
    [freezeControllerAndMemory(), ['controller', 'memory']],
  ] as const)('$name freezes just its components, bit for bit', async (freeze, components) => {
    const { parameters, epochs } = await run({ freeze });
    for (const { path, component } of model.parameters) {
      const frozen = (components as readonly string[]).includes(component);
      expect(epochs[0]?.frozen.includes(path)).toBe(frozen);
      if (frozen) expect(parameters[path]).toEqual(initial[path]);
      else expect(parameters[path]).not.toEqual(initial[path]);
    }
  });

  it('asks the freezing strategy before every epoch', async () => {
    const thaw = defineFreezeStrategy({
      name: 'thaw-later',
      description: 'controller frozen during the first two epochs',
      options: z.strictObject({}),
      create: (): FreezeStrategy => ({
        name: 'thaw-later',
        isFrozen: ({ component }, { epoch }) => component === 'controller' && epoch < 2,
      }),
    });
    const { epochs } = await run({ freeze: thaw() });
    expect(epochs.map(({ frozen }) => frozen.length)).toEqual([4, 4, 0, 0]);
  });

  it('stops with one clear message when the loss is not a number', async () => {
    const broken = { ...initial, 'classifier/bias': Float64Array.of(Number.NaN, 0, 0, 0) };
    await expect(run({ parameters: broken })).rejects.toThrow(
      /the loss became NaN at step 1 of epoch 1 \(learning rate 0.02\)/,
    );
  });

  it('scores strings of mixed lengths as it scores them one by one', async () => {
    const mixed = [...sample('training', 3).flat(), ...sample('validation', 2).flat()];
    const still = { ...protocol, learningRate: 0, maximumEpochs: 1 };
    const [together, alone] = await Promise.all(
      [[mixed], mixed.map((string) => [string])].map((batches) =>
        run({ training: batches, validation: batches, protocol: still }),
      ),
    );
    expect(new Set(mixed.map(({ length }) => length)).size).toBeGreaterThan(1);
    for (const key of ['trainingLoss', 'validationPerplexity'] as const)
      expect(together?.epochs[0]?.[key]).toBeCloseTo(alone?.epochs[0]?.[key] as number, 12);
  });

  it.each([
    ['mean-squared-error', 'string'],
    ['mean-squared-error', 'stream'],
    ['binary-cross-entropy', 'string'],
  ] as const)('learns which symbols may come next by %s, of a %s', async (loss, predict) => {
    const language = suzgunDyck();
    const sets = createRecurrentModel({ alphabetSize: 4, controller: lstm({ size: 6 }), loss, predict });
    const strings = (name: string, batches: number) =>
      sampleBatches({ language, range: { min: 2, max: 10 }, batches, batchSize: 5, random: randomStream(3, name) });
    const validation = strings('validation', 3);
    const admissible = admissibleSets(language);
    const { epochs, bestEpoch, parameters } = await run({
      model: sets,
      parameters: sets.initialize(randomStream(3, 'parameters')),
      admissible,
      training: strings('training', 30),
      validation,
    });
    const scores = epochs.map(({ validationLoss }) => validationLoss);
    expect(epochs.every((epoch) => !('validationPerplexity' in epoch))).toBe(true);
    expect(bestEpoch).toBe(scores.indexOf(Math.min(...scores)) + 1);
    expect(scores[3]).toBeLessThan(scores[0] as number);
    // The loss is per position: the mean over all predictions for all strings.
    const session = createSession({ model: sets, engine: referenceExecutor(), parameters, admissible });
    const losses = validation.flatMap((batch) => [...session.predictSets(batch).losses]);
    const mean = losses.reduce((total, value) => total + value, 0) / losses.length;
    expect(scores[bestEpoch - 1]).toBeCloseTo(mean, 12);
  });

  it('clips every number of the gradient where told so', async () => {
    const start = { ...protocol, optimizer: sgd(), learningRate: 1, maximumEpochs: 1 };
    const { parameters } = await run({ training: sample('training', 1), protocol: { ...start, clipValue: 1e-3 } });
    const moved = model.parameters.flatMap(({ path }) =>
      Array.from(parameters[path] ?? [], (value, place) => Math.abs(value - (initial[path]?.[place] as number))),
    );
    expect(Math.max(...moved)).toBeCloseTo(1e-3, 12);
  });

  it('follows the schedule of the learning rate within an epoch, too', async () => {
    const rates: number[] = [];
    const optimizer = sgd();
    const seen: TrainingProtocol = {
      ...protocol,
      optimizer,
      learningRate: 1e-3,
      maximumEpochs: 2,
      schedule: [
        { type: 'warm-up', epochs: 1, from: 0 },
        { type: 'step', every: 1, factor: 0.5 },
      ],
    };
    const { epochs, parameters } = await run({
      protocol: seen,
      onEpoch: ({ learningRate }) => rates.push(learningRate),
    });
    expect(rates).toEqual([0, 5e-4]);
    expect(epochs).toHaveLength(2);
    // The rate rises from update to update: a rate of 0 throughout the first epoch would have changed nothing.
    expect(parameters).not.toEqual(initial);
    const first = await run({ protocol: { ...seen, maximumEpochs: 1 } });
    expect(first.parameters['classifier/bias']).not.toEqual(initial['classifier/bias']);
  });

  it('goes back to the best parameters when the rate is lowered, and stops below the lowest rate', async () => {
    // Far too fast: validation soon gets worse.
    const wild: TrainingProtocol = {
      ...protocol,
      optimizer: sgd(),
      learningRate: 3,
      maximumEpochs: 30,
      patience: 30,
      minimumLearningRate: 0.1,
      decay: { factor: 0.5, patience: 0, threshold: 0, restoreBest: true },
    };
    const restored = await run({ protocol: wild });
    expect(restored.stopped).toBe('minimum-learning-rate');
    // 3 / 2⁵ is the first rate below.
    expect(restored.epochs.filter(({ improved }) => !improved)).toHaveLength(5);
    const other = await run({ protocol: { ...wild, decay: { ...wild.decay, restoreBest: false } } });
    const lowered = restored.epochs.findIndex(({ improved }) => !improved) + 1;
    expect(restored.epochs.slice(0, lowered).map(({ trainingLoss }) => trainingLoss)).toEqual(
      other.epochs.slice(0, lowered).map(({ trainingLoss }) => trainingLoss),
    );
    expect(restored.epochs[lowered]?.trainingLoss).not.toBe(other.epochs[lowered]?.trainingLoss);
  });

  it('refuses a learning rate that is below the lowest one', async () => {
    const protocolOf = { ...protocol, learningRate: 0.1, minimumLearningRate: 0.2 };
    await expect(run({ protocol: protocolOf })).rejects.toThrow('the learning rate 0.1 is below the lowest one, 0.2');
  });

  it('refuses to train without data', async () => {
    await expect(run({ training: [] })).rejects.toThrow('training and validation need at least one batch each');
  });

  it('ends when aborted, with what is best so far', async () => {
    const controller = new AbortController();
    const outcome = await run({
      signal: controller.signal,
      onEpoch: ({ epoch }) => void (epoch === 2 && controller.abort()),
    });
    expect(outcome.stopped).toBe('aborted');
    expect(outcome.epochs).toHaveLength(2);
  });
});
