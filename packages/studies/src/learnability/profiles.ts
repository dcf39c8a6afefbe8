import type { Experiment } from '../experiment/schema.ts';

/** How large the study is. What a profile leaves out follows the paper. */
export interface LearnabilityProfile {
  readonly description: string;
  readonly training: Partial<Experiment['training']>;
  readonly evaluation: Partial<Experiment['evaluation']>;
  /** Seed of all runs that are compared. */
  readonly seed: number;
  /** Seed of one more run a language of the plain LSTM: how far do two restarts of the same training differ? */
  readonly restartSeed: number;
}

/** Das & Mali (2024), with whose bins every profile is evaluated. */
const bins = [
  [40, 100],
  [100, 200],
  [200, 400],
] as const;

export const learnabilityProfiles: Readonly<Record<string, LearnabilityProfile>> = {
  quick: {
    description: 'a first impression within three minutes on two cores',
    training: {
      batches: 300,
      validationBatches: 30,
      maximumEpochs: 50,
      learningRate: 0.01,
    },
    evaluation: { bins, stringsPerLength: 10, lengthsPerBin: 4 },
    seed: 1,
    restartSeed: 2,
  },
  paper: {
    description: 'the sizes of the paper, one seed; takes hours',
    training: {},
    evaluation: { bins, stringsPerLength: 10 },
    seed: 1,
    restartSeed: 2,
  },
  test: {
    description: 'seconds; checks that the study works and shows nothing else',
    training: { lengths: [3, 9], batches: 2, batchSize: 4, validationBatches: 2, maximumEpochs: 2, learningRate: 0.01 },
    evaluation: {
      bins: [
        [9, 15],
        [15, 21],
      ],
      stringsPerLength: 2,
      lengthsPerBin: 2,
      batchSize: 2,
    },
    seed: 1,
    restartSeed: 2,
  },
};
