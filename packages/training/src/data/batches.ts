import type { Batch, Language, LengthRange, RandomStream } from '@pushdown/core';

/** Lengths of a language within a range. @throws RangeError when there is none. */
function lengthsIn({ name, validLengths }: Language, { min, max }: LengthRange): readonly number[] {
  const lengths = validLengths(min, max);
  if (lengths.length === 0)
    throw new RangeError(`the language ${name} has no string of a length from ${min} to ${max}`);
  return lengths;
}

/**
 * Random batches as in DuSell & Chiang (2023): each batch has one length, uniform over the valid lengths of the range,
 * and independent strings of it by the language's distribution.
 *
 * @throws RangeError when no string has a length of the range.
 */
export function sampleBatches(options: {
  readonly language: Language;
  readonly range: LengthRange;
  readonly batches: number;
  readonly batchSize: number;
  readonly random: RandomStream;
}): Batch[] {
  const { language, random } = options;
  const lengths = lengthsIn(language, options.range);
  return Array.from({ length: options.batches }, () => {
    const length = lengths[random.integer(lengths.length)] as number;
    return Array.from({ length: options.batchSize }, () => language.sample(length, random));
  });
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
  const { language, random, stringsPerLength, batchSize } = options;
  const lengths = options.lengths ?? lengthsIn(language, options.range);
  return lengths.flatMap((length) => {
    const strings = Array.from({ length: stringsPerLength }, () => language.sample(length, random));
    return Array.from({ length: Math.ceil(stringsPerLength / batchSize) }, (_, index) =>
      strings.slice(index * batchSize, (index + 1) * batchSize),
    );
  });
}
