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
import { adamw, sampleBatches, train } from '@pushdown/training';
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
    'what strategy $label freezes is the same after an epoch, bit by bit, and the rest is not',
    async ({ strategy }) => {
      const random = randomStream(2, 'strings');
      const sample = (batches: number) =>
        sampleBatches({ language: count3(), range: { min: 3, max: 9 }, batches, batchSize: 2, random });
      const { parameters, epochs } = await train({
        model,
        engine,
        parameters: start,
        training: sample(5),
        validation: sample(1),
        protocol: {
          // Decays weights whose gradient is 0 too.
          optimizer: adamw({ weightDecay: 0.5 }),
          learningRate: 0.01,
          clipNorm: 5,
          maximumEpochs: 1,
          patience: 1,
          decay: { factor: 1, patience: 1, threshold: 0 },
        },
        freeze: strategy,
        random: randomStream(3, 'shuffle'),
      });
      expect(epochs).toHaveLength(1);
      for (const parameter of model.parameters) {
        const { path } = parameter;
        const [before, after] = [start[path] as Float64Array, Float64Array.from(parameters[path] ?? [])];
        const mask = strategy.frozenEntries?.(parameter, beforeTraining);
        const frozen = strategy.isFrozen(parameter, beforeTraining);
        expect(epochs[0]?.frozen.includes(path)).toBe(frozen);
        for (const [place, value] of after.entries()) {
          if (frozen || mask?.[place] === 1) expect(Object.is(value, before[place]), `${path} ${place}`).toBe(true);
        }
        const share = (epochs[0]?.frozenEntries?.[path] ?? 0) / after.length;
        if (!frozen && share < 1) expect(after, path).not.toEqual(before);
      }
    },
  );
});
