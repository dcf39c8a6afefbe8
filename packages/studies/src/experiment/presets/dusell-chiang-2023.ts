import type { StringPreset } from './preset.ts';

/**
 * Formal languages as in DuSell & Chiang (2023). Action and push layers of memories begin as the memories say, which is as
 * in that paper: Xavier with a gain of 5/3 before tanh, or uniform on ± 0.1 for nondeterministic stacks.
 */
export const duSellChiang2023: StringPreset = {
  model: {
    controller: { type: 'lstm', size: 20 },
    initialization: [
      { components: ['controller'], distribution: { type: 'uniform', bound: 0.1 } },
      { components: ['classifier'], distribution: { type: 'xavier-uniform', gain: 1 } },
    ],
  },
  training: {
    lengths: [40, 80],
    batches: 1000,
    batchSize: 10,
    mixedLengths: false,
    validationBatches: 100,
    maximumEpochs: 200,
    learningRate: { logUniform: [5e-4, 1e-2] },
    clipNorm: 5,
    optimizer: 'adam',
    patience: 10,
    decay: { factor: 0.9, patience: 5, threshold: 1e-4 },
  },
  evaluation: { bins: [[40, 100]], stringsPerLength: 100, batchSize: 10 },
};
