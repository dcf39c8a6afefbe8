import type { RandomStream } from '@pushdown/core';

/** What a permutation test found. */
export interface TestResult {
  /** How often, if signs were random, the sum of differences would be at least as far from 0; both directions count. */
  readonly pValue: number;
  /** The smallest p-value that so many differences can have. */
  readonly smallest: number;
  /** Whether all signs were tried, or some drawn at random. */
  readonly exact: boolean;
}

/** Up to so many differences, every combination of signs is tried. */
const exactUpTo = 16;

/**
 * The sign-flip permutation test of paired differences (Fisher 1935, section 21): were there no effect, each difference might
 * as well have the opposite sign. Exact up to 16 differences; beyond, `draws` combinations of signs and the observed one
 * are counted, which keeps the test valid (Phipson & Smyth 2010).
 *
 * @returns the p-value 1 of no differences.
 * @throws RangeError when a difference is not finite.
 */
export function signFlipTest(differences: readonly number[], random: RandomStream, draws = 99_999): TestResult {
  const wrong = differences.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`a difference to be tested is ${wrong}`);
  const observed = Math.abs(differences.reduce((total, value) => total + value, 0));
  // Sums of the same numbers in another order differ in their last bits.
  const scale = differences.reduce((total, value) => total + Math.abs(value), 0);
  const threshold = observed - 1e-12 * scale;
  if (differences.length <= exactUpTo) {
    const combinations = 2 ** differences.length;
    let extreme = 0;
    for (let signs = 0; signs < combinations; signs++)
      if (Math.abs(signedSum(differences, (index) => ((signs >> index) & 1) === 1)) >= threshold) extreme++;
    return { pValue: extreme / combinations, smallest: Math.min(1, 2 / combinations), exact: true };
  }
  let extreme = 1;
  for (let draw = 0; draw < draws; draw++)
    if (Math.abs(signedSum(differences, () => random.integer(2) === 1)) >= threshold) extreme++;
  return { pValue: extreme / (draws + 1), smallest: 1 / (draws + 1), exact: false };
}

function signedSum(differences: readonly number[], flipped: (index: number) => boolean): number {
  let total = 0;
  for (let index = 0; index < differences.length; index++) {
    const value = differences[index] as number;
    total += flipped(index) ? -value : value;
  }
  return total;
}
