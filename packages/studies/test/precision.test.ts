import { lstm } from '@pushdown/cells';
import { createRecurrentModel, OptionError, randomStream } from '@pushdown/core';
import { markedReversal } from '@pushdown/datasets';
import { superpositionStack } from '@pushdown/memory-structures';
import {
  drawTestSet,
  type FormatFamily,
  formatFamilies,
  machineTable,
  measurePrecision,
  type PrecisionResult,
  precisionBlocks,
  reportFormats,
  tableToText,
  thresholdsOf,
  thresholdTable,
} from '@pushdown/studies';
import { beforeAll, describe, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';

const mantissa = formatFamilies[0] as FormatFamily;
const where = { family: mantissa, rounded: 'carry', range: { min: 1, max: 9 } } as const;

/** Two strings; the bigram table pays 10 nats for each, float32 pays 2, and k bits pay what is asked for. */
function groupOf(natsOf: (bits: number, string: number) => number) {
  return {
    bigram: [10, 10],
    full: [2, 2],
    rounded: mantissa.bits.map((bits) => [natsOf(bits, 0), natsOf(bits, 1)]),
  };
}

describe('bits that keep an advantage', () => {
  const bitsOf = (group: ReturnType<typeof groupOf>) => thresholdsOf(group, where).map(({ bits }) => bits);

  it('are those from which on all formats keep it', () => {
    // 1 bit is better than the line by luck; from 5 bits on it stays, from 7 on half of it, from 12 on all.
    expect(bitsOf(groupOf((bits) => (bits === 1 ? 9 : bits < 5 ? 11 : bits < 7 ? 8 : bits < 12 ? 4 : 2)))).toEqual([
      5, 7, 12,
    ]);
    expect(bitsOf(groupOf(() => 2))).toEqual([1, 1, 1]);
    expect(bitsOf(groupOf((bits) => (bits === 23 ? 9.5 : Number.POSITIVE_INFINITY)))).toEqual([23, 'more', 'more']);
  });

  it('do not exist where there is no advantage', () => {
    const [any] = thresholdsOf({ ...groupOf(() => 2), full: [11, 11] }, where);
    expect(any).toMatchObject({ bits: undefined, interval: undefined, certainty: 0 });
    expect(
      thresholdsOf({ ...groupOf(() => 2), bigram: [Number.POSITIVE_INFINITY, 10] }, where)[0]?.bits,
    ).toBeUndefined();
  });

  it('vary with the strings', () => {
    // The first string needs 4 bits and the second 8; of both together, half of the advantage is kept by 4.
    const group = groupOf((bits, string) => (bits >= (string === 0 ? 4 : 8) ? 2 : 10));
    const [any, half, most] = thresholdsOf(group, where);
    expect(any).toMatchObject({ bits: 4, interval: [4, 8], certainty: 1 });
    expect(half).toMatchObject({ bits: 8, interval: [4, 8] });
    expect(most).toMatchObject({ bits: 8, interval: [4, 8] });
  });
});

describe('a precision report', () => {
  let result: PrecisionResult;
  const language = markedReversal();
  const model = createRecurrentModel({
    alphabetSize: 3,
    controller: lstm({ size: 4, initialRange: 1 }),
    memory: superpositionStack({ size: 2 }),
  });
  const parameters = model.initialize(randomStream(5, 'parameters'));
  const testSet = drawTestSet({
    language,
    range: { min: 5, max: 13 },
    trainingRange: { min: 5, max: 9 },
    stringsPerLength: 2,
    batchSize: 2,
    mostLengths: 2,
    seed: 1,
  });

  beforeAll(async () => {
    result = await measurePrecision({ model, parameters, testSet, lab: await createTestLab() });
  }, 120_000);

  const differencesOf = (name: string, rounded: 'everything' | 'carry') =>
    result.formats
      .find((score) => score.name === name && score.rounded === rounded)
      ?.byLength.map(({ difference }) => difference) ?? [];

  it('computes every format once, with the compiled engine but for float64', () => {
    expect(result.formats).toHaveLength(reportFormats.length);
    expect(new Set(result.formats.map(({ name, rounded }) => `${name} ${rounded}`)).size).toBe(reportFormats.length);
    for (const { name, rounded, engine } of result.formats) {
      const expected =
        name === 'float64'
          ? 'reference'
          : name === 'float32'
            ? 'compiled'
            : `compiled (${name}${rounded === 'carry' ? ', carry only' : ''})`;
      expect(engine).toBe(expected);
    }
  });

  it('agrees where formats are the same, and comes nearer to float64 with more bits', () => {
    expect(differencesOf('7 mantissa bits', 'everything')).toEqual(differencesOf('bfloat16', 'everything'));
    expect(differencesOf('7 mantissa bits', 'carry')).toEqual(differencesOf('bfloat16', 'carry'));
    const exact = differencesOf('float64', 'everything');
    const error = (name: string, rounded: 'everything' | 'carry'): number =>
      Math.max(...differencesOf(name, rounded).map((value, index) => Math.abs(value - (exact[index] as number))));
    expect(error('float32', 'everything')).toBeLessThan(1e-6);
    expect(error('23 mantissa bits', 'everything')).toBeLessThan(1e-6);
    for (const rounded of ['everything', 'carry'] as const) {
      const errors = [2, 6, 10, 14, 18].map((bits) => error(`${bits} mantissa bits`, rounded));
      for (const [index, value] of errors.entries())
        if (index > 0) expect(value).toBeLessThan(errors[index - 1] as number);
    }
    // Rounding the state alone loses less than rounding everything.
    expect(error('3 mantissa bits', 'carry')).toBeLessThan(error('3 mantissa bits', 'everything'));
  });

  it('measures advantages from the bigram line', () => {
    for (const { bins } of result.formats)
      for (const [index, { difference, advantage }] of bins.entries())
        expect(advantage).toBeCloseTo((result.bigram.bins[index]?.difference as number) - difference, 10);
    expect(result.bigram.bins.every(({ advantage }) => Math.abs(advantage) < 1e-12)).toBe(true);
    // Untrained, it has none.
    expect(result.thresholds.every(({ bits }) => bits === undefined)).toBe(true);
    expect(result.thresholds).toHaveLength(3 * 2 * 2 * 3);
    expect(result.thresholdsByLength).toHaveLength(2 * 2 * 2 * 3);
  });

  it('is written as tables and pictures', () => {
    const blocks = precisionBlocks('untrained', result);
    const figures = blocks.flatMap((block) => (block.kind === 'figures' ? block.figures : []));
    expect(figures.map(({ name }) => name)).toEqual([
      'precision-mantissa-5-9',
      'precision-fixed-point-5-9',
      'precision-mantissa-10-13',
      'precision-fixed-point-10-13',
      'precision-bits',
      'precision-lengths',
    ]);
    for (const { svg } of figures) expect(svg).toMatch(/^<svg[\s\S]*untrained[\s\S]*<\/svg>$/);
    expect(tableToText(machineTable(result))).toMatch(/float16 +state and memory rounded +\d/);
    expect(tableToText(thresholdTable(result.thresholds))).toMatch(/mantissa +everything rounded +\[5, 13\] +– +– +–/);
  });

  it('needs a model that predicts symbols, and stops when it is told to', async () => {
    const lab = await createTestLab();
    const sets = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 4 }), loss: 'mean-squared-error' });
    await expect(measurePrecision({ model: sets, parameters: {}, testSet, lab })).rejects.toThrow(OptionError);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(measurePrecision({ model, parameters, testSet, lab, signal })).rejects.toThrow('enough');
    // Also in between: timers and signals get their turn.
    const later = new AbortController();
    setTimeout(() => later.abort(new Error('enough now')), 200);
    await expect(measurePrecision({ model, parameters, testSet, lab, signal: later.signal })).rejects.toThrow(
      'enough now',
    );
  });
});
