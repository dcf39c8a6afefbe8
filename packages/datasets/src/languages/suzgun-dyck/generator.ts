import type { RandomStream } from '@pushdown/core';
import { LanguageError } from '../../errors.ts';
import { closing, opening } from './brackets.ts';
import type { DyckRules } from './rules.ts';

/**
 * One string as the program of Suzgun et al. (2019) draws it. Where the brackets around it reach the maximum length it gives
 * the empty string without looking at a rule; a result longer than the maximum is replaced by the empty string. Brackets
 * beside it do not count, so that the limit is one of depth and, separately, of the length of each part.
 *
 * @param around length of the brackets around the string.
 */
export function drawDyckString(rules: DyckRules, random: RandomStream, around = 0): readonly number[] {
  const { types, nesting, splitting, maximumLength = Number.POSITIVE_INFINITY } = rules;
  if (around >= maximumLength) return [];
  const rule = random.uniform();
  let string: readonly number[] = [];
  if (rule < nesting) {
    const type = random.integer(types);
    string = [opening(type), ...drawDyckString(rules, random, around + 2), closing(type)];
  } else if (rule < nesting + splitting) {
    string = [...drawDyckString(rules, random, around), ...drawDyckString(rules, random, around)];
  }
  return string.length <= maximumLength ? string : [];
}

/**
 * The data sets of Suzgun et al. (2019): distinct strings of Dyck-n, each drawn by `drawDyckString` and rejected if it is too
 * short or has come before. Their training set has 5000 strings of lengths 2 to 50, their test set lengths 52 to 100; the
 * generator cuts off at the maximum length of each.
 *
 * @throws LanguageError when there are fewer strings of these lengths than asked for.
 */
export function* distinctDyckStrings(options: {
  /** Types of brackets; 2 by default. */
  readonly types?: number;
  readonly count: number;
  readonly minimumLength: number;
  readonly maximumLength: number;
  readonly random: RandomStream;
}): Generator<readonly number[], void, undefined> {
  const { types = 2, count, minimumLength, maximumLength, random } = options;
  const available = numberOfStrings(types, minimumLength, maximumLength);
  if (count > available) {
    throw new LanguageError(
      `there are ${available} strings of Dyck-${types} of lengths ${minimumLength} to ${maximumLength}; ${count} distinct ones cannot be drawn`,
    );
  }
  const rules: DyckRules = { types, nesting: 0.5, splitting: 0.25, maximumLength };
  const known = new Set<string>();
  while (known.size < count) {
    const string = drawDyckString(rules, random);
    const key = String.fromCharCode(...string);
    if (string.length < minimumLength || known.has(key)) continue;
    known.add(key);
    yield string;
  }
}

function numberOfStrings(types: number, minimum: number, maximum: number): number {
  let total = 0;
  let strings = 1;
  for (let pairs = 0; 2 * pairs <= maximum && total < Number.MAX_SAFE_INTEGER; pairs++) {
    if (2 * pairs >= minimum) total += strings;
    // From one Catalan number to the next, and one more bracket to choose the type of.
    strings *= (types * (4 * pairs + 2)) / (pairs + 2);
  }
  return total;
}
