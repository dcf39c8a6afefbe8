import { stringProtocol } from '../protocols.ts';
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
    ...stringProtocol,
  },
  evaluation: { bins: [[40, 100]], stringsPerLength: 100, batchSize: 10 },
};
