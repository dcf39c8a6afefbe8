import type { MemoryStep } from '@pushdown/core';
import {
  inspectionPanels,
  inspectionPicture,
  inspectionReport,
  reportToHtml,
  stepsTable,
  tableToText,
} from '@pushdown/studies';
import { describe, expect, test } from 'vitest';

const numbers = (...values: number[]) => ({ shape: values.length === 1 ? [] : [values.length], values });

/** Two symbols, a stack of vectors of size 2 with room for four. */
const steps: readonly MemoryStep[] = [
  {
    symbol: 0,
    actions: { push: numbers(1), pop: { shape: [2, 3], values: [0, 0, 0, 0, 0.25, 0] } },
    reading: numbers(-3, 4),
    contents: { elements: { shape: [4, 2], values: [3, 4, 0, 0, 0, 0, 0, 0] } },
    logits: [0, 2, -1],
  },
  {
    symbol: 1,
    actions: { push: numbers(0.5), pop: { shape: [2, 3], values: [0.5, 0, 0, 0, 0, 0] } },
    reading: numbers(0, 1),
    contents: { elements: { shape: [4, 2], values: [0, 1, 3, 4, 1e-9, 0, 0, 0] } },
    logits: [-1, -2, -1],
  },
];

describe('inspection panels', () => {
  test('have a row for every number, vectors by their length, and no places that stay empty', () => {
    const [actions, reading, contents] = inspectionPanels(steps);
    expect(actions?.rows.map(({ label }) => label)).toEqual([
      'push',
      ...['0,0', '0,1', '0,2', '1,0', '1,1', '1,2'].map((index) => `pop ${index}`),
    ]);
    expect(actions?.rows[5]?.values).toEqual([0.25, 0]);
    expect(reading?.rows.map(({ values }) => values)).toEqual([
      [-3, 0],
      [4, 1],
    ]);
    expect(contents).toEqual({
      title: 'contents: elements',
      rows: [
        { label: 'elements 0', values: [5, 1] },
        { label: 'elements 1', values: [0, 5] },
      ],
    });
  });
});

describe('the table of steps', () => {
  const language = { alphabet: ['a', 'b'] };

  test('shows small groups in full, of large ones the largest number, and what is expected', () => {
    const table = stepsTable(steps, language, { targets: 'symbol' });
    expect(table.columns).toEqual(['#', 'symbol', 'push', 'largest pop', 'reading 0', 'reading 1', 'expects']);
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ['1', 'a', '1.000', '1,1: 0.250', '-3.000', '4.000', 'b'],
      ['2', 'b', '0.500', '0,0: 0.500', '0.000', '1.000', 'a'],
    ]);
    // Without reference rows there is one rule at the end.
    expect(tableToText(table)).toMatch(/ a\n─+$/);
  });

  test('names all symbols that a model of sets admits', () => {
    const { rows } = stepsTable(steps, language, { targets: 'set' });
    expect(rows.map(({ cells }) => cells.at(-1))).toEqual(['b', 'nothing']);
  });
});

test('the picture names symbols and rows, is the same twice, and is in the page', () => {
  const tables = [stepsTable(steps, { alphabet: ['a', '<b>'] }, { targets: 'symbol' })];
  const inspection = { name: 'a-run', symbols: ['a', '<b>'], panels: inspectionPanels(steps), tables };
  const picture = inspectionPicture(inspection);
  expect(picture).toMatch(/^<svg[\s\S]*<\/svg>$/);
  for (const text of ['>push<', '>pop 1,2<', '>elements 1<', '&lt;b&gt;', '>contents: elements<'])
    expect(picture).toContain(text);
  expect(inspectionPicture(inspection)).toBe(picture);
  const page = reportToHtml(inspectionReport(inspection));
  expect(page).toContain(picture);
  expect(page).toContain('1,1: 0.250');
  expect(page).not.toContain('<b>');
});
