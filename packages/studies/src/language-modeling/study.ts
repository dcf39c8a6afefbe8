import { OptionError, type Reference } from '@pushdown/core';
import { referenceName } from '../experiment/schema.ts';
import type { TextExperimentInput } from '../experiment/text-schema.ts';
import type { StudyInput } from '../grid/study.ts';
import { freezingModes } from '../paper-study/models.ts';

/** How large the study of language modeling is. What a profile leaves out follows DuSell & Chiang (2023). */
export interface LanguageModelingProfile {
  readonly description: string;
  /** Names of models. */
  readonly models: readonly string[];
  /** Names of freezing strategies. */
  readonly freeze: readonly string[];
  readonly restarts: number;
  readonly training: TextExperimentInput['training'];
}

/** The profiles by name: how many models, restarts and epochs. */
export const languageModelingProfiles: Readonly<Record<string, LanguageModelingProfile>> = {
  paper: {
    description: 'the models, modes and restarts of Das & Mali (2024); weeks',
    models: ['lstm-256', 'jm-hidden-247', 'jm-learned-22', 'rns-4-5', 'vrns-3-3-5'],
    freeze: freezingModes.map(({ strategy }) => strategy),
    restarts: 10,
    training: {},
  },
  laptop: {
    description: 'an LSTM and a stack, with the memory frozen and without, three epochs, four restarts; days',
    models: ['lstm-256', 'jm-hidden-247'],
    freeze: ['none', 'memory'],
    restarts: 4,
    training: { maximumEpochs: 3, learningRate: { logUniform: [5, 20] }, clipNorm: 0.25 },
  },
  smoke: {
    description:
      'a fiftieth of the texts, one restart, two epochs: checks that everything works and shows nothing else',
    models: ['lstm-256', 'jm-hidden-247'],
    freeze: ['none', 'memory'],
    restarts: 1,
    training: { maximumEpochs: 2, learningRate: 10, clipNorm: 0.25, share: 0.02 },
  },
};

/**
 * The study of language modeling on a corpus, in a chosen size.
 * @param options.base fields of all experiments that replace those of the profile, the corpus among them.
 * @throws OptionError when there is no such profile, or no corpus.
 */
export function languageModelingStudy(options: {
  readonly profile: string;
  readonly base: Readonly<Record<string, unknown>>;
}): StudyInput {
  const { profile: name, base } = options;
  const profile = Object.hasOwn(languageModelingProfiles, name) ? languageModelingProfiles[name] : undefined;
  if (profile === undefined)
    throw new OptionError(`there is no profile "${name}" (known: ${Object.keys(languageModelingProfiles).join(', ')})`);
  const { corpus, training, ...rest } = base;
  if (typeof corpus !== 'string' && (typeof corpus !== 'object' || corpus === null))
    throw new OptionError(
      'the study of language modeling needs a corpus: corpus.training, corpus.validation and corpus.test, the paths of three files, or corpus=penn-treebank and corpus.folder',
    );
  const reference: Reference =
    typeof corpus === 'object' && !('type' in corpus) ? { type: 'text-files', ...corpus } : (corpus as Reference);
  const { description, models, freeze, restarts, training: own } = profile;
  return {
    name: `language-modeling-${name}`,
    description: `Language modeling, profile ${name}: ${description}`,
    base: {
      ...rest,
      preset: 'dusell-chiang-2023-ptb',
      training: { ...own, ...(training as typeof own) },
    },
    axes: { corpus: { [referenceName(reference)]: reference }, model: models, freeze },
    paired: ['freeze'],
    restarts,
  };
}
