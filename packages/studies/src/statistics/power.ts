/** Quantiles of the standard normal distribution: 97.5 %, for tests in both directions at 5 %, and 80 %, the usual power. */
const [criticalValue, powerValue] = [1.959963984540054, 0.8416212335729143];

/** With fewer pairs a sign-flip test in both directions cannot reach p ≤ 5 %: 2 / 2^5 > 5 %. */
const leastPairs = 6;

/**
 * How many pairs of restarts a test at 5 %, in both directions, needs to see an effect with a probability of 80 %: the
 * normal approximation with Guenther's (1981) correction for Student's t. For one comparison; correcting for several needs more.
 *
 * @param effect the mean difference to be seen.
 * @param deviation the standard deviation of differences between the pairs.
 * @returns at least 6, the fewest with which a sign-flip test can show anything at 5 %; infinite when the effect is 0.
 */
export function pairsToDetect(effect: number, deviation: number): number {
  if (effect === 0) return Number.POSITIVE_INFINITY;
  const pairs = ((criticalValue + powerValue) * (deviation / effect)) ** 2 + criticalValue ** 2 / 2;
  return Math.max(leastPairs, Math.ceil(pairs));
}

/** The effect that so many pairs show with a probability of 80 %, in the same sense. Infinite with fewer than 6 pairs. */
export function detectableEffect(pairs: number, deviation: number): number {
  if (pairs < leastPairs) return Number.POSITIVE_INFINITY;
  return ((criticalValue + powerValue) * deviation) / Math.sqrt(pairs - criticalValue ** 2 / 2);
}
