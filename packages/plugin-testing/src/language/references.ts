import type { Language } from '@pushdown/core';
import type { LanguageRule, Report } from './check-language.ts';
import type { Member } from './strings.ts';

const tolerance = 1e-9;

type Attempt = (rule: LanguageRule, length: number | undefined, check: () => void) => void;

/** Compares what a language says about all strings of a length with what follows from its probabilities. */
export function checkReferences(
  language: Language,
  length: number,
  members: readonly Member[],
  report: Report,
  attempt: Attempt,
): void {
  const end = language.alphabet.length;
  attempt('entropy', length, () => {
    const entropy = members.reduce((sum, { probability }) => sum - probability * Math.log(probability), 0);
    compare('entropy', 'the entropy', language.entropyGivenLength?.(length), entropy, length, report);
  });
  attempt('ideal-accuracy', length, () => {
    const accuracy = idealAccuracy(members, length);
    compare('ideal-accuracy', 'the ideal accuracy', language.idealAccuracy?.(length), accuracy, length, report);
  });
  attempt('pair-counts', length, () => {
    const counts = language.pairCounts?.(length).map(({ previous, next, count }) => ({ run: [previous, next], count }));
    compareCounts('pair-counts', counts, runCounts(members, 2, end), length, report);
  });
  for (const order of [1, 2, 3]) {
    attempt('n-gram-counts', length, () => {
      const counts = language
        .ngramCounts?.(length, order)
        .map(({ context, next, count }) => ({ run: [...context, next], count }));
      compareCounts('n-gram-counts', counts, runCounts(members, order, end), length, report);
    });
  }
  attempt('admissible-next', length, () => checkAdmissible(language, members, length, report));
}

function compare(
  rule: LanguageRule,
  what: string,
  given: number | undefined,
  expected: number,
  length: number,
  report: Report,
): void {
  if (given === undefined || Math.abs(given - expected) <= tolerance * Math.max(1, Math.abs(expected))) return;
  report(rule, `${what} is ${given}, but ${expected} by enumeration`, length);
}

function compareCounts(
  rule: LanguageRule,
  given: readonly { readonly run: readonly number[]; readonly count: number }[] | undefined,
  expected: ReadonlyMap<string, number>,
  length: number,
  report: Report,
): void {
  if (given === undefined) return;
  const sums = new Map<string, number>();
  for (const { run, count } of given) sums.set(run.join(), (sums.get(run.join()) ?? 0) + count);
  for (const run of new Set([...sums.keys(), ...expected.keys()])) {
    compare(rule, `the count of [${run}]`, sums.get(run) ?? 0, expected.get(run) ?? 0, length, report);
  }
}

/** Expected counts of runs of symbols, with −1 before the start and `end` at the end. */
function runCounts(members: readonly Member[], order: number, end: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { string, probability } of members) {
    const symbols = [...new Array<number>(order - 1).fill(-1), ...string, end];
    for (let last = order - 1; last < symbols.length; last++) {
      const run = symbols.slice(last - order + 1, last + 1).join();
      counts.set(run, (counts.get(run) ?? 0) + probability);
    }
  }
  return counts;
}

/** The share of right guesses of a predictor that knows all probabilities, and the length. */
function idealAccuracy(members: readonly Member[], length: number): number {
  let right = 1;
  for (let position = 0; position < length; position++) {
    const continuations = new Map<string, Map<number, number>>();
    for (const { string, probability } of members) {
      const prefix = string.slice(0, position).join();
      const next = continuations.get(prefix) ?? new Map<number, number>();
      next.set(string[position]!, (next.get(string[position]!) ?? 0) + probability);
      continuations.set(prefix, next);
    }
    for (const next of continuations.values()) right += Math.max(...next.values());
  }
  return right / (length + 1);
}

/** What every member shows to be admissible must be called so; longer strings may admit more. */
function checkAdmissible(language: Language, members: readonly Member[], length: number, report: Report): void {
  if (language.admissibleNext === undefined) return;
  const end = language.alphabet.length;
  for (const { string } of members) {
    for (let position = 0; position <= length; position++) {
      const prefix = string.slice(0, position);
      const next = string[position] ?? end;
      const admissible = language.admissibleNext(prefix);
      if (admissible[next] !== true) report('admissible-next', `after [${prefix}], ${next} is not admissible`, length);
      if (admissible[end] !== language.contains(prefix)) {
        report(
          'admissible-next',
          `after [${prefix}], the end is wrongly called ${admissible[end] ? '' : 'in'}admissible`,
          length,
        );
      }
    }
  }
}
