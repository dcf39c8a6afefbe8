import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { beforeTraining, createRecurrentModel, type FreezeStrategy, type Memory, randomStream } from '@pushdown/core';
import { count3 } from '@pushdown/datasets';
import {
  freezeAlternating,
  freezeController,
  freezeControllerAndMemory,
  freezeDuringEpochs,
  freezeMemory,
  freezeNothing,
  freezeParameters,
  freezeRandomEntries,
  freezeWhenStalled,
} from '@pushdown/freeze-strategies';
import { superpositionStack } from '@pushdown/memory-structures';
import { referenceExecutor } from '@pushdown/tensors';
import { adamw, sampleBatches, type TrainingState, train } from '@pushdown/training';
import { describe, expect, it } from 'vitest';

const model = createRecurrentModel({
  alphabetSize: 3,
  controller: lstm({ size: 4 }),
  memory: superpositionStack({ size: 2 }) as Memory,
  embedding: { size: 3 },
});

const strategies: readonly FreezeStrategy[] = [
  freezeNothing(),
  freezeMemory(),
  freezeController(),
  freezeControllerAndMemory({ embedding: 'frozen' }),
  freezeParameters({ components: ['embedding', 'classifier'], paths: ['**/bias'] }),
  freezeDuringEpochs({ components: ['controller'], until: 3 }),
  freezeWhenStalled({ components: ['memory'], patience: 1 }),
  freezeAlternating(),
  freezeRandomEntries({ components: ['controller', 'memory'], share: 0.5 }),
  freezeRandomEntries({ paths: ['**'], share: 1 }),
  freezeParameters({ components: ['controller', 'memory', 'embedding', 'classifier'] }),
];

describe.each([referenceExecutor(), compiledExecutor()])('on the engine $name', (engine) => {
  // On the compiled engine parameters are float32 from the start.
  const start = Object.fromEntries(
    Object.entries(model.initialize(randomStream(1, 'parameters'))).map(([path, values]) => [
      path,
      engine.name === 'compiled' ? Float64Array.from(values, Math.fround) : values,
    ]),
  );

  it.each(strategies.map((strategy, index) => ({ strategy, label: `${index + 1}, ${strategy.name}` })))(
    'what strategy $label freezes is the same after an epoch, bit by bit, without slots, and the rest is not',
    async ({ strategy }) => {
      const random = randomStream(2, 'strings');
      const sample = (batches: number) =>
        sampleBatches({ language: count3(), range: { min: 3, max: 9 }, batches, batchSize: 2, random });
      const states: TrainingState[] = [];
      const { epochs } = await train({
        model,
        engine,
        parameters: start,
        training: sample(5),
        validation: sample(1),
        protocol: {
          // Decays weights whose gradient is 0 too. The rate is so high that validation also gets worse.
          optimizer: adamw({ weightDecay: 0.1 }),
          learningRate: 0.3,
          clipNorm: 5,
          maximumEpochs: 5,
          patience: 5,
          decay: { factor: 1, patience: 5, threshold: 0 },
        },
        freeze: strategy,
        random: randomStream(3, 'shuffle'),
        checkpoint: { save: (state) => void states.push(state) },
      });
      expect(epochs).toHaveLength(5);
      for (const [index, epoch] of epochs.entries()) {
        const [before, after] = [states[index], states[index + 1]] as [TrainingState, TrainingState];
        const frozen = new Set(epoch.frozen);
        for (const { path, component, shape } of model.parameters) {
          const mask = strategy.frozenEntries?.({ path, component, shape }, beforeTraining);
          const [old, now] = [before.parameters[path], after.parameters[path]].map((values) => [...(values ?? [])]);
          const kept = (now ?? []).filter((value, place) => Object.is(value, old?.[place]));
          const held = frozen.has(path) ? (now ?? []).length : (epoch.frozenEntries?.[path] ?? 0);
          expect(kept.length, `${path} in epoch ${epoch.epoch}`).toBe(held);
          if (mask !== undefined)
            for (const [place, value] of mask.entries()) if (value === 1) expect(now?.[place]).toBe(old?.[place]);
        }
        const trained = model.parameters.map(({ path }) => path).filter((path) => !frozen.has(path));
        for (const values of Object.values(after.slots)) expect(Object.keys(values)).toEqual(trained);
      }
      // Every strategy but the first freezes something, and those that go by time not always the same.
      const periods = new Set(epochs.map(({ frozen, frozenEntries }) => JSON.stringify([frozen, frozenEntries])));
      const isTimed = ['epochs', 'stalled', 'alternating'].includes(strategy.name);
      expect(periods.size).toBeGreaterThanOrEqual(isTimed ? 2 : 1);
      expect(periods.has('[[],null]')).toBe(isTimed ? strategy.name !== 'alternating' : strategy.name === 'none');
    },
  );
});
