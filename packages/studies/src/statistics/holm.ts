/**
 * p-values corrected for being several (Holm 1979): rejecting those of at most α errs in any of them with a probability of
 * at most α, however they depend on each other.
 *
 * @returns the corrected values in the order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const corrected = pValues.map(() => 1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, (pValues[index] as number) * (pValues.length - rank));
    corrected[index] = Math.min(1, largest);
  });
  return corrected;
}
