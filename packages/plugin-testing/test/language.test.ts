import { defineLanguage, type Language, type RandomStream, randomStream } from '@pushdown/core';
import { type ContributionTo, checkLanguage, type LanguageRule, languageConformance } from '@pushdown/plugin-testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** Strings over {a, b} with as many of one as of the other, all equally probable: everything by enumeration. */
function balanced(): Language {
  const strings = (length: number): number[][] =>
    Array.from({ length: 2 ** length }, (_, bits) =>
      Array.from({ length }, (_bit, place) => Math.floor(bits / 2 ** place) % 2),
    ).filter(contains);
  const contains = (string: readonly number[]): boolean =>
    string.every((symbol) => symbol === 0 || symbol === 1) &&
    2 * string.filter((symbol) => symbol === 1).length === string.length;
  const counts = (length: number, order: number) =>
    strings(length).flatMap((string) => {
      const symbols = [...new Array<number>(order - 1).fill(-1), ...string, 2];
      return symbols.slice(order - 1).map((next, index) => ({
        context: symbols.slice(index, index + order - 1),
        next,
        count: 1 / strings(length).length,
      }));
    });
  return {
    name: 'balanced',
    alphabet: ['a', 'b'],
    level: 'deterministic-context-free',
    validLengths: (min, max) =>
      Array.from({ length: Math.max(0, max - min + 1) }, (_, index) => min + index).filter(
        (length) => length >= 0 && length % 2 === 0,
      ),
    sample(length, random) {
      const all = strings(length);
      const drawn = all[random.integer(Math.max(1, all.length))];
      if (drawn === undefined) throw new Error(`there is no string of length ${length}`);
      return drawn;
    },
    logProbability: (string) => (contains(string) ? -Math.log(strings(string.length).length) : -Infinity),
    contains,
    entropyGivenLength: (length) => Math.log(strings(length).length),
    pairCounts: (length) =>
      counts(length, 2).map(({ context: [previous], next, count }) => ({ previous: previous as number, next, count })),
    ngramCounts: counts,
    admissibleNext: (prefix) => [true, true, contains(prefix)],
  };
}

function contributed(change: (language: Language) => Partial<Language> = () => ({})): ContributionTo<'language'> {
  return defineLanguage({
    name: 'balanced',
    description: 'as many a as b',
    options: z.strictObject({}),
    create: () => {
      const language = balanced();
      return { ...language, ...change(language) };
    },
  });
}

describe('a language that keeps all rules', () => {
  languageConformance({ contribution: contributed() }).register({ describe, it });

  it('has no violations, and what it does not know is skipped', () => {
    const suite = languageConformance({ contribution: contributed() });
    expect(suite.violations()).toEqual([]);
    expect(suite.rules.filter(({ skipped }) => skipped !== undefined)).toEqual([
      { name: 'ideal-accuracy', skipped: 'the language has no idealAccuracy' },
    ]);
  });
});

let made = 0;

const broken: readonly (readonly [rule: string, change: (language: Language) => Partial<Language>])[] = [
  ['metadata', () => ({ name: 'other' })],
  ['description', () => ({ alphabet: ['a', 'a'] })],
  ['description', () => ({ level: 'recursive' as never })],
  ['valid-lengths', (good) => ({ validLengths: (min, max) => good.validLengths(min, max).toReversed() })],
  ['valid-lengths', (good) => ({ validLengths: (min, max) => (min > max ? [0] : good.validLengths(min, max)) })],
  ['membership', (good) => ({ contains: (string) => string[0] === -1 || good.contains(string) })],
  ['probabilities', (good) => ({ logProbability: (string) => good.logProbability(string) - 1e-11 * string.length })],
  ['samples', (good) => ({ sample: (length, random) => (length % 2 === 1 ? [] : good.sample(length, random)) })],
  ['frequencies', (good) => ({ sample: (length) => good.sample(length, randomStream(1, 'always')) })],
  [
    'determinism',
    (good) => {
      const own = randomStream(1, 'own');
      return { sample: (length) => good.sample(length, own) };
    },
  ],
  ['entropy', () => ({ entropyGivenLength: (length) => length / 2 })],
  ['pair-counts', (good) => ({ pairCounts: (length) => good.pairCounts?.(length).slice(1) ?? [] })],
  ['n-gram-counts', () => ({ ngramCounts: () => [] })],
  ['ideal-accuracy', () => ({ idealAccuracy: () => 1 })],
  ['admissible-next', () => ({ admissibleNext: () => [true, true, true] })],
  [
    'purity',
    (good) => {
      // Right when first asked about a string, and at lengths beyond those that are enumerated.
      const asked = new Map<string, number>();
      return {
        admissibleNext(prefix) {
          const times = (asked.get(prefix.join()) ?? 0) + 1;
          asked.set(prefix.join(), times);
          return [prefix.length < 6 || times % 2 === 0, true, good.contains(prefix)];
        },
      };
    },
  ],
  [
    'serialization',
    () => {
      const name = `b${made++}`;
      return { alphabet: ['a', name] };
    },
  ],
];

it.each(broken)('only "%s" is broken (%#)', (rule, change) => {
  const violations = languageConformance({ contribution: contributed(change) }).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});

describe('checkLanguage', () => {
  const check = (language: Language, maxLength: number, stringsPerLength?: number) =>
    checkLanguage(language, { maxLength, random: randomStream(0, 'x') as RandomStream, stringsPerLength });

  it('says what and where', () => {
    expect(check({ ...balanced(), entropyGivenLength: () => 7 }, 1)).toEqual([
      { rule: 'entropy', length: 0, message: 'the entropy is 7, but 0 by enumeration' },
    ]);
  });

  it('takes what a function throws for a violation', () => {
    const language = {
      ...balanced(),
      entropyGivenLength(): number {
        throw new RangeError('not known');
      },
    };
    const violation = { rule: 'entropy' satisfies LanguageRule, length: 0, message: 'throws RangeError: not known' };
    expect(check(language, 1)).toEqual([violation]);
  });

  it('samples where there is too much to enumerate', () => {
    const language = balanced();
    const short = {
      ...language,
      contains: (string: readonly number[]) => string.length < 10 && language.contains(string),
    };
    expect(check(short, 10, 600)[0]).toMatchObject({ rule: 'samples', length: 10 });
  });
});
