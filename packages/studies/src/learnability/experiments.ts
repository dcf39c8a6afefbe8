import { OptionError, type Reference } from '@pushdown/core';
import {
  type Experiment,
  type ExperimentInput,
  modelName,
  referenceName,
  resolveExperiment,
} from '../experiment/schema.ts';
import { type LearnabilityProfile, learnabilityProfiles } from './profiles.ts';

export const learnabilityLanguages: readonly Reference[] = ['count-3', 'marked-reverse-and-copy'];

/** Without and with a memory, in the sizes of the paper: its models lstm and jm-10. */
export const learnabilityModels: readonly ExperimentInput['model'][] = [
  { controller: { type: 'lstm', size: 20 } },
  { controller: { type: 'lstm', size: 20 }, memory: { type: 'superposition-stack', size: 10 } },
];

/** Freezing modes with the letters of the paper. The letters name the frozen part. */
export const freezingModes: readonly { readonly strategy: string; readonly letters: string }[] = [
  { strategy: 'none', letters: 'none' },
  { strategy: 'memory', letters: 'm' },
  { strategy: 'controller', letters: 'c' },
  { strategy: 'controller-and-memory', letters: 'cm' },
];

/** A cell of the study. */
export interface LearnabilityCell {
  readonly language: string;
  readonly model: string;
  /** Name of the freezing strategy. */
  readonly mode: string;
  /** A further restart, not one of the compared runs. */
  readonly restart: boolean;
  readonly experiment: Experiment;
}

/** @throws OptionError when there is no profile of this name. */
export function learnabilityProfile(name: string): LearnabilityProfile {
  const profile = Object.hasOwn(learnabilityProfiles, name) ? learnabilityProfiles[name] : undefined;
  if (profile === undefined) {
    throw new OptionError(`there is no profile "${name}" (known: ${Object.keys(learnabilityProfiles).join(', ')})`);
  }
  return profile;
}

/**
 * Every run of the study, those that take longest first, so that no worker is left with one at the end.
 * @param engine what computes; that of experiments by default.
 */
export function learnabilityCells(profile: LearnabilityProfile, engine?: Reference): readonly LearnabilityCell[] {
  const createCell = (
    language: Reference,
    model: ExperimentInput['model'],
    freeze: string,
    seed: number,
    restart: boolean,
  ): LearnabilityCell => {
    const { training, evaluation } = profile;
    const experiment = resolveExperiment({ language, model, freeze, training, evaluation, seed, engine });
    return { language: referenceName(language), model: modelName(model), mode: freeze, restart, experiment };
  };
  const cells = [...learnabilityModels]
    .reverse()
    .flatMap((model) =>
      learnabilityLanguages.flatMap((language) =>
        freezingModes.map(({ strategy }) => createCell(language, model, strategy, profile.seed, false)),
      ),
    );
  const plain = learnabilityModels[0] as ExperimentInput['model'];
  const restarts = learnabilityLanguages.map((language) =>
    createCell(language, plain, 'none', profile.restartSeed, true),
  );
  return [...cells, ...restarts];
}
