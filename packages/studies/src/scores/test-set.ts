import { type Batch, type Language, type LengthRange, OptionError, randomStream } from '@pushdown/core';
import { testBatches } from '@pushdown/training';
import { spread } from '../experiment/data.ts';
import { formatRange } from '../report/format.ts';

/** Strings that a trained model is evaluated on, with what the distribution they come from gives to each. */
export interface TestSet {
  readonly language: Language;
  readonly range: LengthRange;
  readonly trainingRange: LengthRange;
  /** Ascending. */
  readonly lengths: readonly number[];
  /** Every batch has strings of one length. */
  readonly batches: readonly Batch[];
  /** −ln p of every string given its length, in nats, in the order of the batches. */
  readonly entropies: readonly number[];
}

/** What strings are drawn. */
export interface TestSetOptions {
  readonly language: Language;
  readonly range: LengthRange;
  readonly trainingRange: LengthRange;
  readonly stringsPerLength: number;
  readonly batchSize: number;
  /** At most so many lengths, evenly spread, the shortest and the longest among them. */
  readonly mostLengths: number;
  readonly seed: number;
}

/**
 * Draws equally many strings of the valid lengths of a range, or of some of them.
 * @throws OptionError when the language has no string of a length in the range.
 */
export function drawTestSet(options: TestSetOptions): TestSet {
  const { language, range, trainingRange, stringsPerLength, batchSize, mostLengths, seed } = options;
  const valid = language.validLengths(range.min, range.max);
  if (valid.length === 0)
    throw new OptionError(
      `the language "${language.name}" has no string of a length in ${formatRange([range.min, range.max])}; choose other lengths`,
    );
  const lengths = spread(valid, mostLengths);
  const random = randomStream(seed, `data/evaluate/${range.min}-${range.max}`);
  const batches = testBatches({ language, range, lengths, stringsPerLength, batchSize, random });
  const entropies = batches.flat().map((string) => -language.logProbability(string));
  return { language, range, trainingRange, lengths, batches, entropies };
}

/**
 * The lengths of training that are in a range, then ranges beyond them that end at twice the longest length of training, at
 * four times, and so on; before them what is shorter. Ranges without a tested length are left out.
 */
export function binsOf({
  range,
  trainingRange,
  lengths,
}: Pick<TestSet, 'range' | 'trainingRange' | 'lengths'>): LengthRange[] {
  const ends = [trainingRange.min - 1, trainingRange.max];
  while ((ends.at(-1) as number) < range.max && trainingRange.max > 0) ends.push(2 * (ends.at(-1) as number));
  const bins: LengthRange[] = [];
  let min = range.min;
  for (const end of ends) {
    const max = Math.min(end, range.max);
    if (max < min) continue;
    bins.push({ min, max });
    min = max + 1;
  }
  return bins.filter((bin) => lengths.some((length) => isWithin(bin, length)));
}

export function isWithin({ min, max }: LengthRange, length: number): boolean {
  return length >= min && length <= max;
}
