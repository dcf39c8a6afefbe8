import {
  type Batch,
  type Language,
  type LengthRange,
  type LengthSchedule,
  randomStream,
  streamBatches,
  streamTestBatches,
  uniformLengths,
} from '@pushdown/core';
import { lengthsIn } from './lengths.ts';

/** What a data set is made by. Everything that is left out follows the papers. */
export interface PaperDataSetOptions {
  /** Of training and validation; 1 by default. */
  readonly seed?: number;
  /** Lengths of training and validation strings; 40 to 80 by default. */
  readonly lengths?: LengthRange;
  /** 1000 by default. */
  readonly batches?: number;
  /** Strings in a batch of training or validation; 10 by default. */
  readonly batchSize?: number;
  /** 100 by default. */
  readonly validationBatches?: number;
  /** Ranges of test lengths; 40 to 100, 100 to 200 and 200 to 400 by default. */
  readonly bins?: readonly LengthRange[];
  /** Test strings of every valid length of a bin; 100 by default. */
  readonly stringsPerLength?: number;
  /** Lengths of the training batches, such as a curriculum; uniform over the valid ones by default. */
  readonly schedule?: LengthSchedule;
}

/** The test strings of a range of lengths. */
export interface TestBatches {
  readonly range: LengthRange;
  readonly batches: Iterable<Batch>;
}

/** Strings for training, validation and test. Nothing is held: batches are sampled anew, and the same, each time. */
export interface DataSet {
  readonly training: Iterable<Batch>;
  readonly validation: Iterable<Batch>;
  readonly test: readonly TestBatches[];
}

/** Test sets are the same for every model, whatever the seed of its training data. */
const testSeed = 0;
const testBatchSize = 100;

/**
 * The data of DuSell & Chiang (2023) and Das & Mali (2024): 10,000 training strings in 1000 batches and 1000 validation strings
 * in 100, where each batch has one length, uniform over the valid lengths from 40 to 80; for the test 100 strings of every
 * valid length. The first bin, 40 to 100, is the test set of DuSell & Chiang, the three together those of Das & Mali.
 *
 * Each part has a random stream of its own, so that the size of one changes nothing in another; `pushdown run` trains on the
 * same batches for the same seed.
 *
 * @throws LanguageError when a range is not one, or the language has no string in it.
 */
export function paperDataSet(language: Language, options: PaperDataSetOptions = {}): DataSet {
  const {
    seed = 1,
    lengths = { min: 40, max: 80 },
    batches = 1000,
    batchSize = 10,
    validationBatches = 100,
    bins = [
      { min: 40, max: 100 },
      { min: 100, max: 200 },
      { min: 200, max: 400 },
    ],
    stringsPerLength = 100,
  } = options;
  const uniform = uniformLengths(lengthsIn(language, lengths));
  const common = { language, batchSize };
  return {
    training: restartable(() =>
      streamBatches({
        ...common,
        batches,
        schedule: options.schedule ?? uniform,
        random: randomStream(seed, 'data/training'),
      }),
    ),
    validation: restartable(() =>
      streamBatches({
        ...common,
        batches: validationBatches,
        schedule: uniform,
        random: randomStream(seed, 'data/validation'),
      }),
    ),
    test: bins.map((range) => {
      const binLengths = lengthsIn(language, range);
      const make = (): Iterable<Batch> =>
        streamTestBatches({
          language,
          lengths: binLengths,
          stringsPerLength,
          batchSize: testBatchSize,
          random: randomStream(testSeed, `data/test/${range.min}-${range.max}`),
        });
      return { range, batches: restartable(make) };
    }),
  };
}

/** An iterable that begins again each time it is iterated over. */
function restartable<T>(make: () => Iterable<T>): Iterable<T> {
  return { [Symbol.iterator]: () => make()[Symbol.iterator]() };
}
