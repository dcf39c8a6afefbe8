/** How far two lists of numbers may be apart. */
export interface Tolerance {
  /** Of the largest number of the list. */
  readonly relative: number;
  readonly absolute: number;
}

/** Sums taken in another order in double precision. */
export const rounding: Tolerance = { relative: 1e-11, absolute: 1e-12 };

/** What is wrong with a list of numbers, or undefined. Two NaN are equal, so that NaN is reported where it matters. */
export function mismatch(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, absolute }: Tolerance,
): string | undefined {
  if (actual.length !== expected.length) return `has ${actual.length} numbers instead of ${expected.length}`;
  let largest = 0;
  for (const value of Array.from(expected)) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  for (let index = 0; index < expected.length; index++) {
    const [found, wanted] = [actual[index] as number, expected[index] as number];
    const isClose = Object.is(found, wanted) || Math.abs(found - wanted) <= absolute + relative * largest;
    if (!isClose) return `is ${found} at ${index} of ${expected.length} instead of ${wanted}`;
  }
  return undefined;
}
