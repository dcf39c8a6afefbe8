import {
  type Batch,
  type Language,
  type LengthRange,
  lengthsWithin,
  type RandomStream,
  streamBatches,
  streamTestBatches,
  uniformLengths,
} from '@pushdown/core';

/**
 * Random batches as in DuSell & Chiang (2023): each batch has one length, uniform over the valid lengths of the range,
 * and independent strings of it by the language's distribution. All at once; `streamBatches` of @pushdown/core yields them
 * one by one, and by other schedules of lengths.
 *
 * @param options.mixedLengths each string has a length of its own instead, drawn the same way.
 * @throws RangeError when no string has a length of the range.
 */
export function sampleBatches(options: {
  readonly language: Language;
  readonly range: LengthRange;
  readonly batches: number;
  readonly batchSize: number;
  readonly random: RandomStream;
  readonly mixedLengths?: boolean;
}): Batch[] {
  const { range, ...rest } = options;
  return [...streamBatches({ ...rest, schedule: uniformLengths(lengthsWithin(options.language, range)) })];
}

/**
 * A test set: equally many strings of every valid length of a range, in batches of at most `batchSize`.
 *
 * @param options.lengths only these lengths, for reduced studies.
 * @throws RangeError when no string has a length of the range.
 */
export function testBatches(options: {
  readonly language: Language;
  readonly range: LengthRange;
  readonly stringsPerLength: number;
  readonly batchSize: number;
  readonly random: RandomStream;
  readonly lengths?: readonly number[];
}): Batch[] {
  const { range, lengths, ...rest } = options;
  return [...streamTestBatches({ ...rest, lengths: lengths ?? lengthsWithin(options.language, range) })];
}
