import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import {
  createRecurrentModel,
  defineFreezeStrategy,
  type Engine,
  type FreezeStrategy,
  parallelStreams,
  randomStream,
} from '@pushdown/core';
import { count3 } from '@pushdown/datasets';
import { freezeAlternating, freezeNothing, freezeRandomEntries, freezeWhenStalled } from '@pushdown/freeze-strategies';
import { superpositionStack } from '@pushdown/memory-structures';
import { type Executor, referenceExecutor } from '@pushdown/tensors';
import {
  adam,
  NonFiniteError,
  sampleBatches,
  stepsOf,
  type TrainingOptions,
  type TrainingProtocol,
  type TrainingState,
  train,
} from '@pushdown/training';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

const model = createRecurrentModel({
  alphabetSize: 3,
  controller: lstm({ size: 3 }),
  memory: superpositionStack({ size: 2 }),
});
const initial = model.initialize(randomStream(3, 'parameters'));
const batches = 6;
const sample = (name: string, count: number, mixedLengths = false) =>
  sampleBatches({
    language: count3(),
    range: { min: 3, max: 9 },
    batches: count,
    batchSize: 2,
    mixedLengths,
    random: randomStream(3, name),
  });

const protocol: TrainingProtocol = {
  optimizer: adam(),
  learningRate: 0.05,
  clipNorm: 5,
  maximumEpochs: 4,
  patience: 3,
  // Often, so that the schedule has a state worth resuming.
  decay: { factor: 0.5, patience: 0, threshold: 0.1 },
};

/** Thaws the controller in the middle of training, which starts the optimizer anew. */
const thaw: FreezeStrategy = defineFreezeStrategy({
  name: 'thaw',
  description: 'controller frozen during the first two epochs',
  options: z.strictObject({}),
  create: (): FreezeStrategy => ({
    name: 'thaw',
    isFrozen: ({ component }, { epoch }) => component === 'controller' && epoch < 2,
  }),
})();

function run(engine: Engine, changes: Partial<TrainingOptions> = {}) {
  return train({
    model,
    engine,
    parameters: initial,
    training: sample('training', batches, true),
    validation: sample('validation', 2),
    protocol,
    freeze: thaw,
    random: randomStream(3, 'shuffle'),
    noise: randomStream(3, 'noise'),
    ...changes,
  });
}

/** Trains and collects every state that is kept. */
async function collect(engine: Engine, changes: Partial<TrainingOptions> = {}) {
  const states: TrainingState[] = [];
  const outcome = await run(engine, {
    ...changes,
    checkpoint: { everySteps: 4, save: (state) => void states.push(state) },
  });
  return { states, outcome };
}

/** An engine whose numbers break at one training step: the loss is NaN once, unless the learning rate is low enough. */
function breaking(engine: Executor, at: number, above = 0): Engine {
  let step = 0;
  return {
    ...engine,
    prepare(recurrence, options) {
      const execution = engine.prepare(recurrence, options);
      const object: typeof execution = Object.create(execution);
      object.train = (given, settings) => {
        const result = execution.train(given, settings);
        step++;
        return step >= at && (settings.learningRate as number) > above ? { ...result, loss: Number.NaN } : result;
      };
      return object;
    },
  };
}

describe.each([
  ['reference', () => referenceExecutor()],
  ['compiled', () => compiledExecutor()],
] as const)('training resumed, engine %s', (_name, engine) => {
  it('ends as if it had never stopped, from every state it kept', async () => {
    const { states, outcome } = await collect(engine());
    expect(states.map((state) => stepsOf(state, batches))).toEqual([0, 4, 6, 8, 12, 16, 18, 20, 24]);
    for (const [index, resume] of states.entries()) {
      const again = await collect(engine(), { resume });
      expect(again.outcome).toEqual(outcome);
      expect(again.states).toEqual(states.slice(index + 1));
    }
  });

  it.each([
    ['in turns', freezeAlternating()],
    ['at a stall', freezeWhenStalled({ components: ['controller'], patience: 1, epochs: 1 })],
    ['in part', freezeRandomEntries({ components: ['controller', 'memory'], share: 0.5 })],
  ])('remembers what is frozen %s', async (_when, freeze) => {
    // Too fast to improve always.
    const changes = { freeze, protocol: { ...protocol, learningRate: 0.4, maximumEpochs: 5, patience: 5 } };
    const { states, outcome } = await collect(engine(), changes);
    expect(outcome.epochs.some(({ improved }) => !improved)).toBe(true);
    for (const [index, resume] of states.entries()) {
      const again = await collect(engine(), { ...changes, resume });
      expect(again.outcome).toEqual(outcome);
      expect(again.states).toEqual(states.slice(index + 1));
    }
    const { frozen, frozenEntries } = outcome.epochs.at(-1) ?? {};
    expect([frozen?.length, Object.keys(frozenEntries ?? {}).length]).not.toEqual([0, 0]);
  });

  it('remembers where the learning rate is', async () => {
    const changing: TrainingProtocol = {
      ...protocol,
      learningRate: 0.4,
      maximumEpochs: 9,
      patience: 9,
      decay: { factor: 0.4, patience: 0, threshold: 0.1, after: 1, restoreBest: true },
      schedule: [{ type: 'warm-up', epochs: 1.5 }],
      minimumLearningRate: 0.2,
      curriculum: { from: 6, perEpoch: 2 },
    };
    const { states, outcome } = await collect(engine(), { protocol: changing });
    expect(outcome.stopped).toBe('minimum-learning-rate');
    for (const [index, resume] of states.entries()) {
      const again = await collect(engine(), { protocol: changing, resume });
      expect(again.outcome).toEqual(outcome);
      expect(again.states).toEqual(states.slice(index + 1));
    }
  });

  it('remembers which masks of dropout were drawn', async () => {
    const dropping = createRecurrentModel({
      alphabetSize: 3,
      controller: lstm({ size: 3 }),
      memory: superpositionStack({ size: 2 }),
      dropout: { input: 0.1, recurrent: 0.3, output: 0.5 },
    });
    const { states, outcome } = await collect(engine(), { model: dropping });
    expect(outcome).not.toEqual((await collect(engine())).outcome);
    for (const [index, resume] of states.entries()) {
      const again = await collect(engine(), { model: dropping, resume });
      expect(again.outcome).toEqual(outcome);
      expect(again.states).toEqual(states.slice(index + 1));
    }
  });

  it('remembers the state of the network in the middle of a text', async () => {
    const reader = createRecurrentModel({
      alphabetSize: 3,
      controller: lstm({ size: 3 }),
      memory: superpositionStack({ size: 2 }),
      predict: 'stream',
    });
    const text = Int32Array.from(sample('text', 20).flat(2));
    const changes: Partial<TrainingOptions> = {
      model: reader,
      parameters: reader.initialize(randomStream(3, 'parameters')),
      training: { streams: parallelStreams(text, 3, 0), steps: 7 },
      validation: { streams: parallelStreams(text.slice(0, 50), 2, 0), steps: 9 },
    };
    const { states, outcome } = await collect(engine(), changes);
    expect(states.filter(({ carry }) => carry !== undefined).length).toBeGreaterThan(3);
    expect(outcome.epochs.at(-1)?.validationLoss).toBeLessThan(outcome.epochs[0]?.validationLoss as number);
    for (const [index, resume] of states.entries()) {
      const again = await collect(engine(), { ...changes, resume });
      expect(again.outcome).toEqual(outcome);
      expect(again.states).toEqual(states.slice(index + 1));
    }
  });

  it('does not depend on whether its state is kept', async () => {
    expect(await run(engine())).toEqual((await collect(engine())).outcome);
  });
});

describe('states that are kept by time', () => {
  /** Trains while every look at the clock takes a fifth of a second. */
  async function collectByTime(everySeconds: number, changes: Partial<TrainingOptions> = {}) {
    const states: TrainingState[] = [];
    let time = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      time += 200;
      return time;
    });
    try {
      const checkpoint = { everySeconds, save: (state: TrainingState) => void states.push(state) };
      return { states, outcome: await run(compiledExecutor(), { ...changes, checkpoint }) };
    } finally {
      clock.mockRestore();
    }
  }

  it('come so many seconds after each other, at any step, and at the end', async () => {
    const { states, outcome } = await collectByTime(1);
    const steps = states.map((state) => stepsOf(state, batches));
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(4 * batches);
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.some((step) => step % batches !== 0)).toBe(true);
    for (const resume of states) expect((await collectByTime(1, { resume })).outcome).toEqual(outcome);
    expect(outcome).toEqual(await run(compiledExecutor()));
  });

  it('are the first and the last one when training is short', async () => {
    const { states } = await collectByTime(1e6);
    expect(states.map((state) => stepsOf(state, batches))).toEqual([0, 4 * batches]);
  });

  it('are those of whole epochs when training may go back to them', async () => {
    const { states } = await collectByTime(0.5, { protocol: { ...protocol, onNonFinite: { rollBack: 0.5 } } });
    expect(states.length).toBeGreaterThan(2);
    expect(states.every(({ partial }) => partial.batches === 0)).toBe(true);
  });

  it('are saved when training fails', async () => {
    const states: TrainingState[] = [];
    const checkpoint = { everySeconds: 1e6, save: (state: TrainingState) => void states.push(state) };
    await expect(run(breaking(compiledExecutor(), 9), { checkpoint, freeze: freezeNothing() })).rejects.toThrow(
      NonFiniteError,
    );
    expect(states.map((state) => stepsOf(state, batches))).toEqual([0, batches]);
  });
});

describe('numbers that are not finite', () => {
  it('stop training with step, norms and the last good state', async () => {
    const stopped = run(breaking(referenceExecutor(), 9), { freeze: freezeNothing() });
    await expect(stopped).rejects.toThrow(NonFiniteError);
    await expect(stopped).rejects.toThrow(
      /^the loss became NaN at step 3 of epoch 2 \(learning rate 0\.05\).* after 1 epochs, and now: .*classifier\/bias [\d.]+ → [\d.]+/,
    );
  });

  it('are found in parameters before these are kept', async () => {
    const states: TrainingState[] = [];
    const training = run(referenceExecutor(), {
      freeze: freezeNothing(),
      parameters: { ...initial, 'memory/superposition-stack/actions/bias': Float64Array.of(Number.NaN, 0, 0) },
      checkpoint: { everySteps: 1, save: (state) => void states.push(state) },
    });
    await expect(training).rejects.toThrow(/the (loss|parameters) became NaN/);
    expect(states).toHaveLength(1);
  });

  it('make training go back and lower the rate, when it is told to', async () => {
    const rollBack = { ...protocol, onNonFinite: { rollBack: 0.5 } };
    const rolled: number[] = [];
    const changes = { protocol: rollBack, onRollBack: (_error: NonFiniteError, rate: number) => rolled.push(rate) };
    const { states, outcome } = await collect(breaking(referenceExecutor(), 9, 0.02), changes);
    expect(rolled).toEqual([0.5, 0.25]);
    expect(outcome.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(outcome.epochs[1]?.learningRate).toBe(0.05 * 0.25);
    expect(states.at(-1)?.rateFactor).toBe(0.25);
  });

  it('end training when rolling back does not help', async () => {
    const rolled: number[] = [];
    const training = run(breaking(referenceExecutor(), 2), {
      protocol: { ...protocol, onNonFinite: { rollBack: 0.5 } },
      onRollBack: (_error, rate) => rolled.push(rate),
    });
    await expect(training).rejects.toThrow(/became NaN/);
    expect(rolled).toHaveLength(20);
  });

  it('need a factor that lowers the rate', async () => {
    const training = run(referenceExecutor(), { protocol: { ...protocol, onNonFinite: { rollBack: 1 } } });
    await expect(training).rejects.toThrow('rolling back needs a factor between 0 and 1, not 1');
  });
});
