import type { Batch, Language } from '@pushdown/core';
import type { DataSet } from './paper-data-set.ts';

/** A string of a data set as a line of JSON. */
export interface StringRecord {
  /** `training`, `validation`, or `test-` with the range of lengths, such as `test-40-100`. */
  readonly split: string;
  /** Number of its batch within the split, from 0. */
  readonly batch: number;
  readonly string: readonly number[];
  /** ln p(string | its length). */
  readonly logProbability?: number;
}

/** A part of a data set, string by string. */
export interface SplitRecords {
  readonly split: string;
  readonly records: Iterable<StringRecord>;
}

/**
 * The training, validation and test parts of a data set as records, string by string.
 * @param options.probabilities whether records have their logProbability, which takes time for some languages.
 */
export function dataSetRecords(
  language: Language,
  dataSet: DataSet,
  options: { readonly probabilities?: boolean } = {},
): readonly SplitRecords[] {
  const splits: readonly (readonly [split: string, batches: Iterable<Batch>])[] = [
    ['training', dataSet.training],
    ['validation', dataSet.validation],
    ...dataSet.test.map(({ range, batches }) => [`test-${range.min}-${range.max}`, batches] as const),
  ];
  const describe = options.probabilities === true ? language : undefined;
  return splits.map(([split, batches]) => ({ split, records: recordsOf(split, batches, describe) }));
}

function* recordsOf(
  split: string,
  batches: Iterable<Batch>,
  language: Language | undefined,
): Generator<StringRecord, void, undefined> {
  let batch = 0;
  for (const strings of batches) {
    for (const string of strings) {
      const probability = language === undefined ? {} : { logProbability: language.logProbability(string) };
      yield { split, batch, string, ...probability };
    }
    batch++;
  }
}
