import * as cells from '@pushdown/cells';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(cells).sort()).toEqual(['default', 'lstm']);
  expect(cells.default.contributions).toEqual([cells.lstm]);
});
