import type { Lab } from '@pushdown/core';
import { spread } from '../experiment/data.ts';
import { type Experiment, isOnText } from '../experiment/schema.ts';
import type { StringExperiment } from '../experiment/string-schema.ts';
import type { TextExperiment } from '../experiment/text-schema.ts';

/** How much data a run reads, in any unit. */
export interface Amounts {
  /** In an epoch. */
  readonly epoch: number;
  /** In the evaluation after the last epoch. */
  readonly evaluation: number;
}

/** Short runs from which the time of a whole one can be told. */
export interface Pilots {
  readonly whole: Amounts;
  /** @param size 1 for the shortest one, twice as much data for 2, … */
  pilot(size: number): Amounts & { readonly experiment: Experiment };
}

/** The smallest pilot on strings has so many times fewer batches than the run; … */
const reduction = 50;
/** … that on a text has so many chunks of it. */
const smallestChunks = 2;

const epochs = 2;

export function pilotsOf(experiment: Experiment, lab: Lab): Pilots {
  return isOnText(experiment) ? textPilots(experiment, lab) : stringPilots(experiment, lab);
}

function stringPilots(experiment: StringExperiment, lab: Lab): Pilots {
  const { training, evaluation } = experiment;
  return {
    whole: { epoch: training.batches + training.validationBatches, evaluation: lengthsPerBin(experiment, lab) },
    pilot(size) {
      const fewer = (count: number): number => size * Math.max(1, Math.round(count / reduction));
      const [batches, validationBatches] = [fewer(training.batches), fewer(training.validationBatches)];
      return {
        epoch: batches + validationBatches,
        evaluation: size,
        experiment: {
          ...experiment,
          training: { ...training, batches, validationBatches, maximumEpochs: epochs },
          evaluation: { ...evaluation, lengthsPerBin: size },
        },
      };
    },
  };
}

function textPilots(experiment: TextExperiment, lab: Lab): Pilots {
  const { training, corpus } = experiment;
  const { streams, steps, share: whole } = training;
  const smallest = (smallestChunks * streams * steps) / lab.create('corpus', corpus, 'corpus').training.length;
  return {
    whole: { epoch: whole, evaluation: whole },
    pilot(size) {
      const share = Math.min(whole, size * smallest);
      const pilot = { ...experiment, training: { ...training, share, maximumEpochs: epochs } };
      return { epoch: share, evaluation: share, experiment: pilot };
    },
  };
}

/** How many lengths are tested in a bin, on average. */
function lengthsPerBin({ language, evaluation }: StringExperiment, lab: Lab): number {
  const valid = lab.create('language', language, 'language');
  const counts = evaluation.bins.map((bin) => {
    const lengths = valid.validLengths(bin[0], bin[1]);
    return spread(lengths, evaluation.lengthsPerBin ?? lengths.length).length;
  });
  return counts.reduce((sum, count) => sum + count, 0) / Math.max(1, counts.length);
}
