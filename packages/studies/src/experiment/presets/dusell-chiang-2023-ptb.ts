import { textProtocol } from '../protocols.ts';
import type { TextPreset } from './preset.ts';

/**
 * Language modeling on the Penn Treebank as in DuSell & Chiang (2023): the whole text as 32 parallel streams, 35 symbols
 * between truncations, states carried on. Learning rate and limit of the gradient's norm are drawn anew for each trial.
 */
export const duSellChiang2023Ptb: TextPreset = {
  model: {
    controller: { type: 'lstm', size: 256 },
    embedding: { size: 256 },
    initialization: [{ paths: ['**'], distribution: { type: 'uniform', bound: 0.05 } }],
  },
  training: {
    streams: 32,
    steps: 35,
    ...textProtocol,
  },
};
