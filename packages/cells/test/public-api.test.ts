import * as cells from '@pushdown/cells';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(cells).sort()).toEqual(['default', 'elman', 'gru', 'lstm', 'secondOrder']);
  expect(cells.default.contributions).toEqual([cells.elman, cells.gru, cells.lstm, cells.secondOrder]);
});
