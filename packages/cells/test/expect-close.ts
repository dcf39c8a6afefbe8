import { expect } from 'vitest';

export function expectClose(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  decimals = 13,
): void {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  for (const [time, row] of expected.entries())
    for (const [index, value] of row.entries()) expect(actual[time]?.[index]).toBeCloseTo(value, decimals);
}
