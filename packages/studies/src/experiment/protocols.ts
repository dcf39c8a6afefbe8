import type { Drawn } from './common-schema.ts';

/** In what the ways to train on strings and on texts differ. */
export interface TrainingProtocol {
  readonly maximumEpochs: number;
  readonly learningRate: Drawn;
  readonly clipNorm: Drawn;
  readonly optimizer: string;
  readonly patience: number;
  readonly decay: { readonly factor: number; readonly patience: number; readonly threshold: number };
}

/** Formal languages as in DuSell & Chiang (2023): what an experiment leaves out, and what their preset says. */
export const stringProtocol: TrainingProtocol = {
  maximumEpochs: 200,
  learningRate: { logUniform: [5e-4, 1e-2] },
  clipNorm: 5,
  optimizer: 'adam',
  patience: 10,
  decay: { factor: 0.9, patience: 5, threshold: 1e-4 },
};

/** The Penn Treebank as in DuSell & Chiang (2023); the same for texts. */
export const textProtocol: TrainingProtocol = {
  maximumEpochs: 100,
  learningRate: { logUniform: [1, 100] },
  clipNorm: { logUniform: [0.0112, 1.12] },
  optimizer: 'sgd',
  patience: 2,
  decay: { factor: 1 / 1.5, patience: 0, threshold: 0 },
};
