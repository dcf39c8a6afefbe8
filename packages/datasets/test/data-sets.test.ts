import { type Batch, fixedLength, randomStream } from '@pushdown/core';
import {
  blockLanguage,
  count3,
  countAndCopy,
  dataSetRecords,
  LanguageError,
  markedCopy,
  markedReverseAndCopy,
  paperDataSet,
  recognitionExamples,
  unmarkedCopy,
  unmarkedCopyDifferentAlphabets,
  unmarkedReverseAndCopy,
} from '@pushdown/datasets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareLimit } from './chi-square.ts';

const language = markedReverseAndCopy();
const all = (batches: Iterable<Batch>) => [...batches];

describe('the data set of the papers', () => {
  const { training, validation, test } = paperDataSet(language, { seed: 5 });

  it('has 10,000 training and 1000 validation strings, each batch of one length from 40 to 80', () => {
    for (const [batches, count] of [
      [all(training), 1000],
      [all(validation), 100],
    ] as const) {
      expect(batches).toHaveLength(count);
      for (const batch of batches) {
        expect(batch).toHaveLength(10);
        const length = batch[0]?.length as number;
        expect(length).toBeGreaterThanOrEqual(40);
        expect(length).toBeLessThanOrEqual(80);
        for (const string of batch) expect(string.length === length && language.contains(string)).toBe(true);
      }
    }
  });

  it('has lengths that are uniform over the valid ones', () => {
    const lengths = language.validLengths(40, 80);
    const counts = lengths.map((length) => all(training).filter((batch) => batch[0]?.length === length).length);
    const expected = 1000 / lengths.length;
    const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(statistic).toBeLessThan(chiSquareLimit(lengths.length - 1));
  });

  it('has 100 test strings of every valid length of each bin', () => {
    expect(test.map(({ range }) => range)).toEqual([
      { min: 40, max: 100 },
      { min: 100, max: 200 },
      { min: 200, max: 400 },
    ]);
    for (const { range, batches } of test) {
      expect(all(batches).map((batch) => [batch[0]?.length, batch.length])).toEqual(
        language.validLengths(range.min, range.max).map((length) => [length, 100]),
      );
    }
  });

  it('is the same each time for a seed; the tests are the same for every seed', () => {
    const [again, other] = [paperDataSet(language, { seed: 5 }), paperDataSet(language, { seed: 6 })];
    expect(all(training)).toEqual(all(training));
    expect(all(again.training)).toEqual(all(training));
    expect(all(again.validation)).toEqual(all(validation));
    expect(all(other.training)).not.toEqual(all(training));
    expect(all(other.test[0]!.batches)).toEqual(all(test[0]!.batches));
  });

  it('does not change in one part when another has another size', () => {
    const other = paperDataSet(language, { seed: 5, batches: 3, bins: [{ min: 40, max: 100 }] });
    expect(all(other.training)).toEqual(all(training).slice(0, 3));
    expect(all(other.validation)).toEqual(all(validation));
    expect(all(other.test[0]!.batches)).toEqual(all(test[0]!.batches));
  });

  it('is streamed', () => {
    const endless = paperDataSet(language, { batches: Number.POSITIVE_INFINITY });
    for (const batch of endless.training) {
      expect(batch).toHaveLength(10);
      break;
    }
  });

  it('follows a schedule of lengths', () => {
    const { training: fixed } = paperDataSet(language, { batches: 4, schedule: fixedLength(41) });
    expect(all(fixed).map((batch) => batch[0]?.length)).toEqual([41, 41, 41, 41]);
  });

  it.each([
    [{ lengths: { min: 41, max: 40 } }, 'whole numbers 0 ≤ min ≤ max, given min 41, max 40'],
    [{ lengths: { min: 42, max: 43 } }, 'has no string of a length from 42 to 43; choose a wider range'],
    [{ bins: [{ min: 0, max: 1 }] }, 'has no string of a length from 0 to 1'],
  ])('refuses %o', (options, message) => {
    expect(() => paperDataSet(language, options)).toThrow(LanguageError);
    expect(() => paperDataSet(language, options)).toThrow(message);
  });

  it.each(
    [
      count3(),
      countAndCopy(),
      markedCopy(),
      markedReverseAndCopy(),
      unmarkedCopy(),
      unmarkedCopyDifferentAlphabets(),
      unmarkedReverseAndCopy(),
    ].map((task) => [task.name, task] as const),
  )('is quickly made: %s', (_, task) => {
    const started = performance.now();
    const data = paperDataSet(task);
    for (const batches of [data.training, data.validation, ...data.test.map((bin) => bin.batches)]) all(batches);
    // 0.2 to 0.4 seconds on one unoccupied core; the limit is for machines that do other things beside.
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

it('becomes records, with probabilities if asked for', () => {
  const data = paperDataSet(count3(), {
    lengths: { min: 3, max: 3 },
    batches: 1,
    batchSize: 2,
    validationBatches: 0,
    bins: [{ min: 6, max: 6 }],
    stringsPerLength: 1,
  });
  const [training, validation, test] = dataSetRecords(count3(), data).map(({ records }) => [...records]);
  expect(training).toEqual([
    { split: 'training', batch: 0, string: [0, 1, 2] },
    { split: 'training', batch: 0, string: [0, 1, 2] },
  ]);
  expect(validation).toEqual([]);
  expect(test).toEqual([{ split: 'test-6-6', batch: 0, string: [0, 0, 1, 1, 2, 2] }]);
  const [described] = dataSetRecords(language, paperDataSet(language), { probabilities: true });
  for (const record of described!.records) {
    expect(record.logProbability).toBe(language.logProbability(record.string));
    break;
  }
});

describe('recognition examples', () => {
  const options = { language, range: { min: 8, max: 20 }, count: 400 };
  const examples = [...recognitionExamples({ ...options, random: randomStream(1, 'recognition') })];

  it('are labeled by membership, half of them true', () => {
    for (const { string, label, origin } of examples) {
      expect(language.contains(string)).toBe(label);
      expect(label).toBe(origin === 'member');
    }
    const count = (wanted: string) => examples.filter(({ origin }) => origin === wanted).length;
    expect([count('member'), count('random'), count('edited')]).toEqual([200, 100, 100]);
  });

  it('have random strings of valid lengths, and edited ones of at most one symbol more or less', () => {
    const lengths = language.validLengths(8, 20);
    for (const { string, origin } of examples) {
      const near = lengths.some((length) => Math.abs(length - string.length) <= (origin === 'edited' ? 1 : 0));
      expect(near).toBe(true);
    }
  });

  it('have edited strings that are one edit away from a string of the language', () => {
    // The other way round: some single edit leads back.
    for (const { string } of examples.filter(({ origin }) => origin === 'edited').slice(0, 30)) {
      expect(neighbors(string, language.alphabet.length).some((neighbor) => language.contains(neighbor))).toBe(true);
    }
  });

  it('are the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), (seed, edits) => {
        const draw = () => [
          ...recognitionExamples({ ...options, count: 12, edits, random: randomStream(seed, 'recognition') }),
        ];
        expect(draw()).toEqual(draw());
      }),
      { numRuns: 20 },
    );
  });

  it('do not exist where everything belongs to the language', () => {
    const everything = { ...language, contains: () => true };
    const draw = () => [...recognitionExamples({ ...options, language: everything, random: randomStream(1, 'x') })];
    expect(draw).toThrow(LanguageError);
    expect(draw).toThrow('contains each of 1000 random strings of lengths 8 to 20; there is nothing to tell it from');
  });

  it('do not exist where the only length has but one string, which is drawn', () => {
    const single = blockLanguage({
      name: 'single',
      alphabet: ['a'],
      level: 'regular',
      members: (length) => (length === 0 ? [{ weight: 1, blocks: [] }] : []),
    });
    const range = { min: 0, max: 0 };
    const draw = () => [...recognitionExamples({ language: single, range, count: 2, random: randomStream(1, 'x') })];
    expect(draw).toThrow('random strings of lengths 0 to 0');
  });
});

function neighbors(string: readonly number[], alphabetSize: number): number[][] {
  const symbols = Array.from({ length: alphabetSize }, (_, symbol) => symbol);
  const places = Array.from({ length: string.length + 1 }, (_, place) => place);
  return places.flatMap((place) => [
    string.toSpliced(place, 1),
    ...symbols.map((symbol) => string.toSpliced(place, 0, symbol)),
    ...symbols.map((symbol) => string.toSpliced(place, 1, symbol)),
    string.toSpliced(place, 2, ...string.slice(place, place + 2).reverse()),
  ]);
}
