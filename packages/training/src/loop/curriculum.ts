import type { Batch } from '@pushdown/core';
import { TrainingError } from './errors.ts';

/** Short strings first: how long those of an epoch may be. */
export interface Curriculum {
  /** The length in the first epoch … */
  readonly from: number;
  /** … and how much is added to it for every epoch that is finished. */
  readonly perEpoch: number;
}

/**
 * The batches whose strings are all short enough.
 * @param epochs how many are finished. @throws TrainingError when there is none.
 */
export function batchesOfEpoch(batches: readonly Batch[], curriculum: Curriculum, epochs: number): readonly Batch[] {
  const limit = curriculum.from + curriculum.perEpoch * epochs;
  const short = batches.filter((batch) => batch.every(({ length }) => length <= limit));
  if (short.length === 0) {
    throw new TrainingError(
      `the curriculum begins with strings of at most ${limit} symbols, but no batch has only such strings`,
    );
  }
  return short;
}
