/** What a chi-square statistic exceeds once in a thousand times (Wilson & Hilferty 1931). */
export function chiSquareLimit(degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0) return 1e-9;
  const spread = 2 / (9 * degreesOfFreedom);
  return degreesOfFreedom * (1 - spread + 3.0902 * Math.sqrt(spread)) ** 3;
}
