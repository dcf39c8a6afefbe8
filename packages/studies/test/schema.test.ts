import { type LossName, OptionError } from '@pushdown/core';
import { experimentSchema, resolveExperiment } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';

const smallest = { language: 'count-3', model: { controller: 'lstm' } };

function message(value: unknown): string {
  try {
    resolveExperiment(value, 'mine.json');
  } catch (error) {
    expect(error).toBeInstanceOf(OptionError);
    return (error as Error).message;
  }
  return expect.fail('expected an error');
}

describe('resolveExperiment', () => {
  it('fills in the protocol of DuSell & Chiang (2023)', () => {
    const { training, evaluation, freeze, engine, seed, name } = resolveExperiment(smallest);
    expect(training).toEqual({
      lengths: [40, 80],
      batches: 1000,
      batchSize: 10,
      mixedLengths: false,
      validationBatches: 100,
      maximumEpochs: 200,
      learningRate: { logUniform: [5e-4, 1e-2] },
      clipNorm: 5,
      clipValue: null,
      optimizer: 'adam',
      dropout: { input: 0, recurrent: 0, output: 0 },
      patience: 10,
      onNonFinite: 'stop',
      decay: { factor: 0.9, patience: 5, threshold: 1e-4, after: 0, restoreBest: false },
      schedule: [],
      curriculum: null,
      minimumLearningRate: 0,
    });
    expect(evaluation.bins).toEqual([
      [40, 100],
      [100, 200],
      [200, 400],
    ]);
    expect({ freeze, engine, seed, name }).toEqual({
      freeze: 'none',
      engine: 'compiled',
      seed: 1,
      name: 'count-3_lstm_none_seed-1',
    });
  });

  it('predicts the next symbol of strings unless told otherwise', () => {
    expect(resolveExperiment(smallest).model).toEqual({
      controller: 'lstm',
      memory: null,
      embedding: 'one-hot',
      loss: 'cross-entropy',
      predict: 'string',
      initialization: [],
    });
  });

  it('measures what the model predicts, unless told otherwise', () => {
    const measures = (loss: LossName, evaluation = {}) =>
      resolveExperiment({ ...smallest, model: { controller: 'lstm', loss }, evaluation }).evaluation.measures;
    expect(measures('cross-entropy')).toEqual(['perplexity', 'cross-entropy-difference', 'accuracy']);
    expect(measures('mean-squared-error')).toEqual(['k-hot-accuracy']);
    expect(measures('binary-cross-entropy')).toEqual(['k-hot-accuracy']);
    expect(measures('binary-cross-entropy', { measures: ['mine'] })).toEqual(['mine']);
  });

  it('is idempotent', () => {
    const resolved = resolveExperiment({ ...smallest, training: { decay: { factor: 0.5 }, clipValue: 1 } });
    expect(resolved.training.clipValue).toBe(1);
    expect(resolveExperiment(resolved)).toEqual(resolved);
    const sets = resolveExperiment({
      ...smallest,
      model: { controller: 'lstm', loss: 'mean-squared-error', predict: 'stream' },
    });
    expect(resolveExperiment(sets)).toEqual(sets);
  });

  it('fills in what factors of the learning rate leave out, and takes no limit of the norm', () => {
    const schedule = [
      { type: 'warm-up', epochs: 0.5 },
      { type: 'cosine', epochs: 10, after: 1 },
    ];
    expect(resolveExperiment({ ...smallest, training: { schedule, clipNorm: null } }).training).toMatchObject({
      clipNorm: null,
      schedule: [
        { type: 'warm-up', after: 0, epochs: 0.5, from: 0.1 },
        { type: 'cosine', after: 1, epochs: 10, to: 0 },
      ],
    });
  });

  it('is a Standard Schema too', () => {
    expect(experimentSchema['~standard'].validate(smallest)).toHaveProperty('value.training.batches', 1000);
  });

  it('names an unknown option and those there are', () => {
    expect(message({ ...smallest, training: { batchsize: 3 } })).toMatch(
      /^mine\.json: training\.batchsize: there is no such option \(known: .*batchSize/,
    );
  });

  it('gives path and expectation of a wrong type', () => {
    expect(message({ ...smallest, training: { batchSize: 'ten' } })).toBe(
      'mine.json: training.batchSize: expected number, received string',
    );
  });

  it('reports everything at once', () => {
    const text = message({ ...smallest, seed: 'x', wrong: 1, training: { lengths: [80, 40] } });
    expect(text).toContain('seed: expected');
    expect(text).toContain('wrong: there is no such option');
    expect(text).toContain('training.lengths: the first length must not exceed the second');
  });

  it.each([
    [{ model: { controller: 'lstm' } }, 'language: expected a name such as'],
    [
      { ...smallest, training: { learningRate: 'fast' } },
      'training.learningRate: expected a positive number, or a range',
    ],
    [{ ...smallest, evaluation: { bins: [[1, 2, 3]] } }, 'evaluation.bins.0: expected two lengths'],
    [{ ...smallest, name: '../elsewhere' }, 'name: expected letters'],
    [
      { ...smallest, model: { controller: 'lstm', loss: 'hinge' } },
      'model.loss: Invalid option: expected one of "cross-entropy"|"mean-squared-error"|"binary-cross-entropy"',
    ],
    [
      { ...smallest, model: { controller: 'lstm', predict: 'stream' } },
      'model.predict: with the loss cross-entropy a model predicts strings',
    ],
    [{ ...smallest, training: { clipValue: 0 } }, 'training.clipValue: '],
    [{ ...smallest, training: { dropout: { output: 1 } } }, 'training.dropout.output: '],
    [
      { ...smallest, training: { minimumLearningRate: 0.001 } },
      'training.minimumLearningRate: must not exceed the learning rate that training begins with',
    ],
    [{ ...smallest, training: { schedule: [{ type: 'sine' }] } }, 'types are warm-up, step and cosine'],
    [
      { ...smallest, training: { schedule: [{ type: 'step', every: 0, factor: 0.5 }] } },
      'training.schedule.0.every: Too small: expected number to be >0',
    ],
    ['lstm', 'expected object, received string'],
  ])('explains what %j lacks', (value, expected) => {
    expect(message(value)).toContain(expected);
  });
});
