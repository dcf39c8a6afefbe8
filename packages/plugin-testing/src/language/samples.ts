import type { Language, RandomStream } from '@pushdown/core';
import type { Report } from './check-language.ts';
import type { Member } from './strings.ts';

/** Strings that are expected less often are counted together, as the chi-square distribution needs. */
const leastExpected = 5;

/** A standard normal variable exceeds this once in a million. */
const criticalDeviation = 4.75;

/**
 * Samples strings of a valid length. Reports those that are none, and with all members given, frequencies that are not what
 * probabilities say.
 */
export function checkSamples(
  language: Language,
  length: number,
  members: readonly Member[] | undefined,
  count: number,
  random: RandomStream,
  report: Report,
): void {
  const observed = new Map<string, number>();
  for (let drawn = 0; drawn < count; drawn++) {
    const string = language.sample(length, random);
    if (string.length !== length) report('samples', `[${string}] has length ${string.length}`, length);
    if (!language.contains(string)) report('samples', `[${string}] is sampled but not contained`, length);
    if (!(language.logProbability(string) > -Infinity))
      report('samples', `[${string}] is sampled but has probability 0`, length);
    observed.set(string.join(), (observed.get(string.join()) ?? 0) + 1);
  }
  if (members === undefined) return;
  let statistic = 0;
  let classes = 0;
  let rare = { expected: 0, observed: 0 };
  for (const { string, probability } of members) {
    const expected = count * probability;
    const times = observed.get(string.join()) ?? 0;
    if (expected >= leastExpected) {
      statistic += (times - expected) ** 2 / expected;
      classes += 1;
    } else {
      rare = { expected: rare.expected + expected, observed: rare.observed + times };
    }
  }
  if (rare.expected >= leastExpected) {
    statistic += (rare.observed - rare.expected) ** 2 / rare.expected;
    classes += 1;
  }
  const freedom = classes - 1;
  if (freedom < 1) return;
  // Wilson & Hilferty (1931): the cube root of chi-square over its degrees of freedom is nearly normal.
  const spread = 2 / (9 * freedom);
  const deviation = (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread);
  if (deviation > criticalDeviation) {
    report(
      'frequencies',
      `chi-square of ${count} samples is ${statistic.toFixed(1)} with ${freedom} degrees of freedom`,
      length,
    );
  }
}
