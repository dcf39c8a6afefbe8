import { OptionError, type Reference } from '@pushdown/core';
import type { StringEvaluation, StringTraining } from '../experiment/string-schema.ts';
import type { ExaminationInput, StudyInput } from '../grid/study.ts';
import { freezingModes, paperLanguages, paperModels } from './models.ts';
import { paperBins } from './published.ts';

/** How large the study of Das & Mali (2024) is. What a profile leaves out follows the paper. */
export interface PaperProfile {
  readonly description: string;
  readonly languages: readonly string[];
  /** Names of models. */
  readonly models: readonly string[];
  readonly restarts: number;
  readonly training: Partial<StringTraining>;
  readonly evaluation: Partial<StringEvaluation>;
  /** Fully trained models are examined, in this way; none without it. */
  readonly examine?: ExaminationInput;
}

const fullTraining = { freeze: 'none' };

const measures: readonly Reference[] = [
  'perplexity',
  { type: 'cross-entropy-difference', byLength: true },
  { type: 'accuracy', byLength: true },
];

/** How much of the study of Das & Mali (2024) is run, from minutes on a laptop to all of it, by name. */
export const paperProfiles: Readonly<Record<string, PaperProfile>> = {
  smoke: {
    description: 'a first impression: two languages, two models, two restarts; under three minutes on two cores',
    languages: ['count-3', 'marked-reverse-and-copy'],
    models: ['lstm', 'jm-10'],
    restarts: 2,
    training: { batches: 300, validationBatches: 30, maximumEpochs: 30, learningRate: 0.01 },
    evaluation: { bins: paperBins, measures, stringsPerLength: 10, lengthsPerBin: 4 },
    // How many bits a model needs takes longer than all the rest.
    examine: { where: fullTraining, lengths: [40, 400], mostLengths: 8, precision: false },
  },
  laptop: {
    description: 'three languages, three models, ten restarts; about an hour on two cores',
    languages: ['count-3', 'marked-reverse-and-copy', 'count-and-copy'],
    models: ['lstm', 'jm-10', 'jm-hidden'],
    restarts: 10,
    training: { batches: 400, validationBatches: 40, maximumEpochs: 50 },
    evaluation: { bins: paperBins, measures, stringsPerLength: 10, lengthsPerBin: 10 },
    examine: { where: fullTraining, lengths: [40, 400] },
  },
  full: {
    description: 'all languages and models with the protocol of the paper; days',
    languages: paperLanguages,
    models: Object.keys(paperModels),
    restarts: 10,
    training: {},
    evaluation: { bins: paperBins, measures, stringsPerLength: 10 },
    examine: { where: fullTraining, lengths: [40, 400], mostLengths: 24 },
  },
  test: {
    description: 'seconds; checks that the study works and shows nothing else',
    languages: ['count-3', 'marked-reverse-and-copy'],
    models: ['lstm', 'jm-10'],
    restarts: 2,
    training: { lengths: [3, 9], batches: 2, batchSize: 4, validationBatches: 2, maximumEpochs: 2 },
    evaluation: {
      bins: [
        [9, 15],
        [15, 21],
        [21, 27],
      ],
      measures,
      stringsPerLength: 2,
      lengthsPerBin: 2,
      batchSize: 2,
    },
    examine: {
      where: { ...fullTraining, language: 'count-3' },
      lengths: [3, 27],
      mostLengths: 4,
      stringsPerLength: 2,
      precision: false,
    },
  },
};

/**
 * The study of Das & Mali (2024) in a chosen size.
 * @param engine what computes; that of experiments without it.
 * @throws OptionError when there is no such profile.
 */
export function paperStudy(profileName: string, engine?: Reference): StudyInput {
  const profile = Object.hasOwn(paperProfiles, profileName) ? paperProfiles[profileName] : undefined;
  if (profile === undefined)
    throw new OptionError(`there is no profile "${profileName}" (known: ${Object.keys(paperProfiles).join(', ')})`);
  const { description, languages, models, restarts, training, evaluation, examine } = profile;
  return {
    name: `paper-${profileName}`,
    description: `Das & Mali (2024), profile ${profileName}: ${description}`,
    base: { training, evaluation, ...(engine === undefined ? {} : { engine }) },
    axes: {
      language: languages,
      model: Object.fromEntries(models.map((name) => [name, paperModels[name]])),
      freeze: freezingModes.map(({ strategy }) => strategy),
    },
    paired: ['freeze'],
    restarts,
    ...(examine === undefined ? {} : { examine }),
  };
}
