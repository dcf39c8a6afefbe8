import { expect } from 'vitest';

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** x · weights + bias, row-major [inputs, outputs]. */
export function affine(
  x: readonly number[],
  parameters: Readonly<Record<string, ArrayLike<number>>>,
  layer: string,
): number[] {
  const [weights, bias] = [parameters[`${layer}/weights`], parameters[`${layer}/bias`]];
  if (weights === undefined || bias === undefined) throw new Error(`there is no layer ${layer}`);
  return Array.from(bias, (shift, column) =>
    x.reduce((total, value, row) => total + value * (weights[row * bias.length + column] as number), shift),
  );
}

/** Element by element, within a tolerance relative to the larger of 1 and the expected number. */
export function expectRows(
  actual: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
  tolerance = 1e-12,
): void {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  let worst = 0;
  for (const [time, row] of expected.entries()) {
    for (const [index, value] of row.entries()) {
      const difference = Math.abs((actual[time]?.[index] as number) - value) / Math.max(1, Math.abs(value));
      worst = Math.max(worst, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    }
  }
  expect(worst).toBeLessThanOrEqual(tolerance);
}
