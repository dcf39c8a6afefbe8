import type { StringPreset } from './preset.ts';

/** Where layers of PyTorch with 8 inputs begin: uniform on ± 1/√8. */
const torchRange = 1 / Math.sqrt(8);

/**
 * Stack-RNN on Dyck-2 as in Suzgun et al. (2019). Other than there, lengths are drawn evenly, strings may repeat and are
 * shuffled, there is a validation set, and the default engine computes in float32.
 */
export const suzgun2019: StringPreset = {
  language: 'suzgun-dyck',
  model: {
    controller: { type: 'elman', size: 8, initialRange: torchRange },
    memory: { type: 'suzgun-stack', size: 1 },
    loss: 'mean-squared-error',
    predict: 'stream',
    initialization: [{ components: ['classifier'], distribution: { type: 'uniform', bound: torchRange } }],
  },
  training: {
    lengths: [2, 50],
    batches: 5000,
    batchSize: 1,
    validationBatches: 500,
    maximumEpochs: 3,
    learningRate: 0.01,
    clipNorm: null,
    optimizer: 'adam',
    patience: 3,
    decay: { factor: 1 },
  },
  evaluation: { bins: [[52, 100]], stringsPerLength: 40, batchSize: 10, measures: ['k-hot-accuracy'] },
};
