import { expect } from 'vitest';

/** Fails unless both have the same names and lengths and every number agrees to a relative tolerance (absolute below 1). */
export function expectClose(
  actual: Readonly<Record<string, ArrayLike<number>>>,
  expected: Readonly<Record<string, ArrayLike<number>>>,
  tolerance: number,
): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const found = Array.from(actual[name] as ArrayLike<number>);
    expect(found.length, name).toBe(values.length);
    for (const [index, value] of Array.from(values).entries()) {
      const error = Math.abs((found[index] as number) - value) / Math.max(1, Math.abs(value));
      // Negated, so that NaN fails.
      if (!(error <= tolerance)) expect.fail(`${name}[${index}] is ${found[index]}, expected ${value}`);
    }
  }
}
