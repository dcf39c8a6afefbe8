import type { LengthRange } from '../contracts/evaluation.ts';
import type { Language } from '../contracts/language.ts';
import type { RandomStream } from '../random/streams.ts';
import type { Batch } from '../session/run-of.ts';
import type { LengthSchedule } from './length-schedules.ts';

/**
 * Valid lengths of a language within a range.
 * @throws RangeError when there is none.
 */
export function lengthsWithin(language: Language, { min, max }: LengthRange): readonly number[] {
  const lengths = language.validLengths(min, max);
  if (lengths.length === 0)
    throw new RangeError(`the language ${language.name} has no string of a length from ${min} to ${max}`);
  return lengths;
}

/**
 * Batches one by one. Each has one length, which the schedule decides, and independent strings of it by the language's
 * distribution. With `uniformLengths` these are the batches of DuSell & Chiang (2023).
 *
 * @param options.mixedLengths the schedule decides the length of each string of a batch instead.
 */
export function* streamBatches(options: {
  readonly language: Language;
  readonly schedule: LengthSchedule;
  readonly batches: number;
  readonly batchSize: number;
  readonly random: RandomStream;
  readonly mixedLengths?: boolean;
}): Generator<Batch, void, undefined> {
  const { language, schedule, batches, batchSize, random, mixedLengths = false } = options;
  for (let batch = 0; batch < batches; batch++) {
    const length = mixedLengths ? undefined : schedule(batch, random);
    yield Array.from({ length: batchSize }, () => language.sample(length ?? schedule(batch, random), random));
  }
}

/**
 * Strings in batches, in their order; the last batch has what is left.
 * @throws RangeError when `batchSize` is not a whole number of at least 1.
 */
export function batchesOf(strings: Batch, batchSize: number): Batch[] {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`the size of a batch is a whole number of at least 1, not ${batchSize}`);
  return Array.from({ length: Math.ceil(strings.length / batchSize) }, (_, index) =>
    strings.slice(index * batchSize, (index + 1) * batchSize),
  );
}

/** A test set one batch after another: equally many strings of every length, in batches of at most `batchSize`. */
export function* streamTestBatches(options: {
  readonly language: Language;
  readonly lengths: readonly number[];
  readonly stringsPerLength: number;
  readonly batchSize: number;
  readonly random: RandomStream;
}): Generator<Batch, void, undefined> {
  const { language, lengths, stringsPerLength, batchSize, random } = options;
  for (const length of lengths) {
    for (let drawn = 0; drawn < stringsPerLength; drawn += batchSize) {
      const size = Math.min(batchSize, stringsPerLength - drawn);
      yield Array.from({ length: size }, () => language.sample(length, random));
    }
  }
}
