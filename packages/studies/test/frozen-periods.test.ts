import { frozenPeriods } from '@pushdown/studies';
import { expect, it } from 'vitest';

it('joins epochs in a row in which the same was frozen', () => {
  expect(
    frozenPeriods([
      { epoch: 1, frozen: [] },
      { epoch: 2, frozen: ['a', 'b'] },
      { epoch: 3, frozen: ['a', 'b'] },
      { epoch: 4, frozen: ['a'], frozenEntries: { b: 2 } },
      { epoch: 5, frozen: ['a'], frozenEntries: { b: 2 } },
      { epoch: 6, frozen: ['a'], frozenEntries: { b: 3 } },
    ]),
  ).toEqual([
    { epochs: [1, 1], parameters: [] },
    { epochs: [2, 3], parameters: ['a', 'b'] },
    { epochs: [4, 5], parameters: ['a'], entries: { b: 2 } },
    { epochs: [6, 6], parameters: ['a'], entries: { b: 3 } },
  ]);
  expect(frozenPeriods([])).toEqual([]);
});
