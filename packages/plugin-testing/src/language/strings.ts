import type { Language } from '@pushdown/core';
import type { Report } from './check-language.ts';

/** A string of a language and its probability. */
export interface Member {
  readonly string: readonly number[];
  readonly probability: number;
}

/** Far above what rounding does to a sum of some ten thousand probabilities. */
const tolerance = 1e-12;

/** All members of a length, by trying all strings. Reports probabilities that do not go with membership or do not sum to 1. */
export function enumerateMembers(language: Language, length: number, report: Report): readonly Member[] {
  const members: Member[] = [];
  for (const string of allStrings(language.alphabet.length, length)) {
    const logProbability = language.logProbability(string);
    const contained = language.contains(string);
    if (Number.isNaN(logProbability) || logProbability > 0) {
      report('probabilities', `ln p of [${string}] is ${logProbability}`, length);
    } else if (logProbability > -Infinity !== contained) {
      report(
        'membership',
        `${contained ? 'contains' : 'does not contain'} [${string}], but ln p is ${logProbability}`,
        length,
      );
    }
    if (contained) members.push({ string, probability: Math.exp(logProbability) });
  }
  const total = members.reduce((sum, { probability }) => sum + probability, 0);
  if (members.length > 0 && !(Math.abs(total - 1) <= tolerance)) {
    report('probabilities', `the probabilities sum to ${total}, not to 1`, length);
  }
  return members;
}

function* allStrings(symbols: number, length: number): Generator<readonly number[]> {
  const string = new Array<number>(length).fill(0);
  while (true) {
    yield [...string];
    let position = length - 1;
    while (position >= 0 && string[position] === symbols - 1) string[position--] = 0;
    if (position < 0) return;
    string[position] = string[position]! + 1;
  }
}
