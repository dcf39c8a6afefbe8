import { randomStream } from '@pushdown/core';
import { createParts, initialParameters, presets, resolveExperiment, runExperiment } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';

/** What makes any protocol small. */
const small = {
  training: { lengths: [2, 12], batches: 2, batchSize: 2, validationBatches: 1, maximumEpochs: 2 },
  evaluation: { bins: [[2, 14]], stringsPerLength: 1 },
};

const languagePresets = Object.keys(presets).filter((name) => !name.endsWith('-ptb'));

describe('a preset', () => {
  it.each(languagePresets)('%s trains', async (preset) => {
    const language = preset === 'dusell-chiang-2023' ? { language: 'count-3' } : {};
    const experiment = resolveExperiment({ preset, ...language, ...small });
    expect(experiment.preset).toBe(preset);
    const { training, bins } = await runExperiment({ experiment: experiment as never, lab: await createTestLab() });
    expect(training.epochs).toBe(2);
    expect(Object.keys(bins[0]?.measurements ?? {}).length).toBeGreaterThan(1);
  });

  it.each(languagePresets)('%s resolves to what resolves to itself', (preset) => {
    const resolved = resolveExperiment({ language: 'count-3', preset });
    expect(resolveExperiment(resolved)).toEqual(resolved);
  });

  it('gives way field by field', () => {
    const { training, model, evaluation } = resolveExperiment({
      preset: 'joulin-mikolov-2015',
      model: { controller: { size: 8 }, memory: { type: 'superposition-stack', size: 3 } },
      training: { decay: { after: 1 }, learningRate: { logUniform: [0.1, 1] }, clipNorm: 2 },
      evaluation: { bins: [[4, 6]] },
    });
    expect(model.controller).toEqual({ type: 'elman', size: 8, activation: 'sigmoid', biases: 0 });
    expect(model.memory).toEqual({ type: 'superposition-stack', size: 3 });
    expect(training.decay).toEqual({ factor: 0.5, patience: 0, threshold: 0, after: 1, restoreBest: true });
    expect(training).toMatchObject({
      learningRate: { logUniform: [0.1, 1] },
      clipNorm: 2,
      clipValue: 15,
      batches: 2000,
    });
    expect(evaluation?.bins).toEqual([[4, 6]]);
  });

  it('may lose its memory', () => {
    expect(resolveExperiment({ preset: 'suzgun-2019', model: { memory: null } }).model.memory).toBeNull();
  });

  it('must exist', () => {
    expect(() =>
      resolveExperiment({ preset: 'nobody-1900', language: 'count-3', model: { controller: 'lstm' } }),
    ).toThrow(
      'preset: there is no such preset (known: dusell-chiang-2023, joulin-mikolov-2015, suzgun-2019, dusell-chiang-2023-ptb)',
    );
  });

  it('of formal languages is what experiments follow without one', () => {
    const model = { controller: { type: 'lstm', size: 20 } };
    const { training } = resolveExperiment({ language: 'count-3', model });
    expect(resolveExperiment({ preset: 'dusell-chiang-2023', language: 'count-3' }).training).toEqual(training);
  });
});

describe('initial parameters', () => {
  const parts = async (experiment: object) =>
    createParts(resolveExperiment({ language: 'count-3', ...experiment }), await createTestLab());
  const initial = async (experiment: object) => {
    const { model } = await parts(experiment);
    const resolved = resolveExperiment({ language: 'count-3', ...experiment });
    return initialParameters(model, resolved);
  };
  const largest = (values: Float64Array | undefined): number => Math.max(...(values ?? []).map(Math.abs));

  it('of DuSell & Chiang (2023) are those of the parts, bit by bit', async () => {
    const memory = { type: 'superposition-stack', size: 4 };
    const plain = { model: { controller: { type: 'lstm', size: 20 }, memory } };
    const own = (await parts(plain)).model.initialize(randomStream(1, 'parameters'));
    expect(await initial({ preset: 'dusell-chiang-2023', model: { memory } })).toEqual(own);
  });

  it('follow the last rule that selects them', async () => {
    const values = await initial({
      model: {
        controller: { type: 'lstm', size: 6 },
        initialization: [
          { paths: ['**'], distribution: { type: 'constant', value: 7 } },
          { components: ['classifier'], distribution: { type: 'xavier-uniform', gain: 2 } },
          { paths: ['controller/**'], except: ['**/recurrent*'], distribution: { type: 'uniform', bound: 0.01 } },
        ],
      },
    });
    expect(new Set(values['controller/lstm/recurrentWeights'])).toEqual(new Set([7]));
    expect(largest(values['controller/lstm/inputWeights'])).toBeLessThanOrEqual(0.01);
    expect(new Set(values['classifier/bias'])).toEqual(new Set([0]));
    // Glorot's bound for 6 inputs and 4 outputs; of 24 draws the largest is near it.
    const bound = 2 * Math.sqrt(6 / (6 + 4));
    expect(largest(values['classifier/weights'])).toBeLessThanOrEqual(bound);
    expect(largest(values['classifier/weights'])).toBeGreaterThan(0.8 * bound);
  });

  it('of Joulin & Mikolov (2015) are sums of three', async () => {
    const values = await initial({ preset: 'joulin-mikolov-2015' });
    const weights = values['controller/elman/recurrentWeights'] as Float64Array;
    expect(largest(weights)).toBeGreaterThan(0.2);
    expect(largest(weights)).toBeLessThan(0.3);
    // The variance of one is 0.2² / 12; that of a sample of 1600 sums is within four of its standard deviations, 3.2e-4.
    const variance = weights.reduce((total, value) => total + value * value, 0) / weights.length;
    expect(Math.abs(variance - 3 * (0.04 / 12))).toBeLessThan(1.3e-3);
    expect(largest(values['classifier/bias'])).toBe(0);
  });
});
