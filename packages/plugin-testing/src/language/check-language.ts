import { type Language, type RandomStream, restoreStream } from '@pushdown/core';
import { alphabetProblems, levelProblems, listingProblems } from './declarations.ts';
import { checkReferences } from './references.ts';
import { checkSamples } from './samples.ts';
import { enumerateMembers } from './strings.ts';

/** How thoroughly `checkLanguage` looks. */
export interface LanguageCheckOptions {
  /** Strings up to this length are enumerated, as far as there are not too many of them. */
  readonly maxLength: number;
  readonly random: RandomStream;
  /** Most strings of one length that are tried; lengths with more are only sampled. */
  readonly stringsPerLength?: number | undefined;
  /** Strings sampled at each length. */
  readonly samplesPerLength?: number | undefined;
}

/** Rules of the contract of languages. */
export type LanguageRule =
  | 'description'
  | 'valid-lengths'
  | 'membership'
  | 'probabilities'
  | 'samples'
  | 'frequencies'
  | 'determinism'
  | 'entropy'
  | 'pair-counts'
  | 'n-gram-counts'
  | 'ideal-accuracy'
  | 'admissible-next';

/** A rule that a language breaks. */
export interface LanguageViolation {
  readonly rule: LanguageRule;
  /** The length of strings at which it is broken, if it is one. */
  readonly length?: number;
  /** What was found, and what was expected. */
  readonly message: string;
}

/** Notes a violation. */
export type Report = (rule: LanguageRule, message: string, length?: number) => void;

/**
 * Tries whether a language keeps what the contract of languages promises, by enumerating its short strings: probabilities of
 * each length sum to 1, are positive for members only, and agree with sampled frequencies; samples are members, of the
 * length asked for, and follow from the random stream; valid lengths are those that have members; and entropies, counts and
 * accuracies, where it gives them, are what its own probabilities imply. What is a member is for its own tests to say.
 *
 * @returns the rules that it breaks; none if it conforms. What its functions throw is a violation too.
 */
export function checkLanguage(language: Language, options: LanguageCheckOptions): readonly LanguageViolation[] {
  const { maxLength, random, stringsPerLength = 20_000, samplesPerLength = 200 } = options;
  const violations: LanguageViolation[] = [];
  const report: Report = (rule, message, length) =>
    violations.push({ rule, message, ...(length === undefined ? {} : { length }) });
  const attempt = (rule: LanguageRule, length: number | undefined, check: () => void): void => {
    try {
      check();
    } catch (error) {
      report(rule, `throws ${error instanceof Error ? `${error.name}: ${error.message}` : error}`, length);
    }
  };

  attempt('description', undefined, () => checkDescription(language, report));
  attempt('membership', undefined, () => checkForeignSymbols(language, report));
  let valid: readonly number[] = [];
  attempt('valid-lengths', undefined, () => {
    valid = language.validLengths(0, maxLength);
    for (const { message, length } of listingProblems((min, max) => language.validLengths(min, max), maxLength))
      report('valid-lengths', message, length);
  });
  for (let length = 0; length <= maxLength; length++) {
    if (language.alphabet.length ** length <= stringsPerLength) {
      attempt('probabilities', length, () => {
        const members = enumerateMembers(language, length, report);
        if (members.length > 0 !== valid.includes(length)) {
          report(
            'valid-lengths',
            `there are ${members.length} strings, but the length is ${valid.includes(length) ? '' : 'not '}valid`,
            length,
          );
        }
        if (members.length === 0) return;
        attempt('frequencies', length, () => checkSamples(language, length, members, samplesPerLength, random, report));
        checkReferences(language, length, members, report, attempt);
      });
    } else if (valid.includes(length)) {
      attempt('samples', length, () => checkSamples(language, length, undefined, samplesPerLength, random, report));
    }
    attempt('samples', length, () => {
      if (!valid.includes(length)) checkImpossible(language, length, random, report);
      else checkDeterminism(language, length, random, report);
    });
  }
  return violations;
}

function checkDescription({ name, alphabet, level }: Language, report: Report): void {
  if (name === '') report('description', 'the name is empty');
  for (const problem of [...alphabetProblems(alphabet, 'the alphabet'), ...levelProblems(level)])
    report('description', problem);
}

function checkForeignSymbols(language: Language, report: Report): void {
  for (const symbol of [-1, 0.5, Number.NaN, language.alphabet.length]) {
    for (const length of [1, 2, 3]) {
      const string = new Array<number>(length).fill(symbol);
      if (language.contains(string)) report('membership', `contains [${string}], which is not of its symbols`, length);
      const logProbability = language.logProbability(string);
      if (logProbability !== -Infinity) {
        report('probabilities', `gives [${string}], which is not of its symbols, ln p = ${logProbability}`, length);
      }
    }
  }
}

function checkImpossible(language: Language, length: number, random: RandomStream, report: Report): void {
  let sampled: readonly number[];
  try {
    sampled = language.sample(length, random);
  } catch {
    return;
  }
  report('samples', `samples [${sampled}] at a length that is not valid; expected an error`, length);
}

function checkDeterminism(language: Language, length: number, random: RandomStream, report: Report): void {
  const state = random.state();
  const [first, second] = [0, 1].map(() => {
    const stream = restoreStream(state);
    return Array.from({ length: 3 }, () => language.sample(length, stream)).join(' ');
  });
  if (first !== second) report('determinism', `samples ${first}, then ${second} from the same random numbers`, length);
  // Otherwise the next length would see the same numbers again.
  random.uniform();
}
