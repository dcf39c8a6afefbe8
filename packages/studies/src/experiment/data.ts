import { type Batch, type Language, type LengthRange, OptionError, randomStream } from '@pushdown/core';
import { sampleBatches, testBatches } from '@pushdown/training';
import { referenceName } from './schema.ts';
import type { Lengths, StringExperiment } from './string-schema.ts';

/** The test strings of one range of lengths. */
export interface TestBin {
  readonly range: LengthRange;
  readonly lengths: readonly number[];
  readonly batches: readonly Batch[];
}

/** All strings of an experiment. */
export interface ExperimentData {
  readonly training: Batch[];
  readonly validation: Batch[];
  readonly bins: readonly TestBin[];
}

/** Every model is tested on the same strings of a language, whatever the seed of its own training. */
const testSeed = 0;

/**
 * Samples the strings of an experiment. Training, validation and each bin have streams of their own, so that the size of
 * one changes nothing in another.
 * @throws OptionError when the language has no string of any of the lengths, or the curriculum nothing to begin with.
 */
export function sampleData(experiment: StringExperiment, language: Language): ExperimentData {
  const { training, evaluation, seed } = experiment;
  const { batchSize } = training;
  const range = toRange(training.lengths);
  requireLengths(experiment, language, training.lengths, 'training.lengths');
  const trainingSet = { language, range, batchSize };
  const batches = sampleBatches({
    ...trainingSet,
    batches: training.batches,
    mixedLengths: training.mixedLengths,
    random: randomStream(seed, 'data/training'),
  });
  requireBeginning(experiment, batches);
  return {
    training: batches,
    validation: sampleBatches({
      ...trainingSet,
      batches: training.validationBatches,
      random: randomStream(seed, 'data/validation'),
    }),
    bins: evaluation.bins.map((bin, index) => {
      const valid = requireLengths(experiment, language, bin, `evaluation.bins.${index}`);
      const lengths = spread(valid, evaluation.lengthsPerBin ?? valid.length);
      const batches = testBatches({
        language,
        range: toRange(bin),
        lengths,
        stringsPerLength: evaluation.stringsPerLength,
        batchSize: evaluation.batchSize,
        random: randomStream(testSeed, `data/test/${bin.join('-')}`),
      });
      return { range: toRange(bin), lengths, batches };
    }),
  };
}

/** As many of the items as asked for, the first and the last among them, evenly spread. */
export function spread<T>(items: readonly T[], wanted: number): T[] {
  if (wanted >= items.length) return [...items];
  if (wanted === 1) return [items[Math.floor((items.length - 1) / 2)] as T];
  const step = (items.length - 1) / (wanted - 1);
  return Array.from({ length: wanted }, (_, index) => items[Math.round(index * step)] as T);
}

export function toRange([min, max]: Lengths): LengthRange {
  return { min, max };
}

function requireLengths(
  experiment: StringExperiment,
  language: Language,
  [min, max]: Lengths,
  path: string,
): readonly number[] {
  const valid = language.validLengths(min, max);
  if (valid.length === 0) {
    throw new OptionError(
      `${path}: ${referenceName(experiment.language)} has no string of a length from ${min} to ${max}`,
    );
  }
  return valid;
}

function requireBeginning({ training: { curriculum } }: StringExperiment, batches: readonly Batch[]): void {
  if (curriculum === null) return;
  const isShort = (batch: Batch): boolean => batch.every(({ length }) => length <= curriculum.from);
  if (!batches.some(isShort)) {
    throw new OptionError(
      `training.curriculum.from: no training batch has only strings of at most ${curriculum.from} symbols`,
    );
  }
}
