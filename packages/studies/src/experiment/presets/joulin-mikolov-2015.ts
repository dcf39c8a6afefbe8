import type { StringPreset } from './preset.ts';

/**
 * Ten stacks of numbers on aⁿbⁿ, n below 20, as in Joulin & Mikolov (2015). Other than there, every string begins anew and
 * is seen as a whole rather than through 50 steps of a stream, the strings of all epochs are the same ones, and the classifier
 * has a bias, which begins with 0.
 */
export const joulinMikolov2015: StringPreset = {
  language: { type: 'equal-counts', symbols: 2 },
  model: {
    controller: { type: 'elman', size: 40, activation: 'sigmoid', biases: 0 },
    memory: { type: 'scalar-stacks', stacks: 10, readingDepth: 2 },
    initialization: [
      {
        components: ['controller', 'classifier'],
        distribution: { type: 'sum-of-uniforms', bound: 0.1, terms: 3 },
      },
      { paths: ['classifier/bias'], distribution: { type: 'constant', value: 0 } },
    ],
  },
  training: {
    lengths: [4, 38],
    batches: 2000,
    batchSize: 1,
    validationBatches: 200,
    maximumEpochs: 100,
    curriculum: { from: 4, perEpoch: 2 },
    learningRate: 0.1,
    clipNorm: null,
    clipValue: 15,
    optimizer: 'sgd',
    patience: 100,
    decay: { factor: 0.5, patience: 0, threshold: 0, after: 10, restoreBest: true },
    minimumLearningRate: 1e-5,
  },
  evaluation: {
    bins: [
      [4, 38],
      [40, 118],
    ],
    stringsPerLength: 200,
    measures: ['perplexity', 'accuracy', 'string-accuracy'],
  },
};
