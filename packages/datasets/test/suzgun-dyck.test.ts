import { type Language, randomStream } from '@pushdown/core';
import { distinctDyckStrings, LanguageError, nextSymbolTargets, suzgunDyck } from '@pushdown/datasets';
import { checkLanguage } from '@pushdown/plugin-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allStrings } from './all-strings.ts';
import { chiSquareLimit } from './chi-square.ts';
import { enumerateDyck } from './dyck-by-enumeration.ts';
import { spell } from './recognizers.ts';

const random = (name = 'data') => randomStream(1, name);
const parse = (language: Language, text: string) => [...text].map((symbol) => language.alphabet.indexOf(symbol));

/** Balanced, by removing empty pairs until nothing is left. */
function isBalanced(text: string): boolean {
  const shorter = text.replace(/\(\)|\[\]|\{\}/g, '');
  return shorter === text ? text === '' : isBalanced(shorter);
}

describe.each([
  [1, 8],
  [2, 6],
  [3, 4],
])('with %i types of brackets and the maximum length %i', (types, maximumLength) => {
  const language = suzgunDyck({ types, maximumLength });
  const drawn = enumerateDyck(types, maximumLength);

  it('gives every string the probability with which the generator returns it', () => {
    for (const [text, probability] of drawn) {
      const ofLength = [...drawn].filter(([other]) => other.length === text.length);
      const total = ofLength.reduce((sum, [, one]) => sum + one, 0);
      expect(language.logProbability(parse(language, text)), text).toBeCloseTo(Math.log(probability / total), 11);
    }
  });

  it('expects the entropy of these probabilities', () => {
    for (const length of language.validLengths(0, maximumLength)) {
      let nats = 0;
      for (const string of allStrings(2 * types, length)) {
        const logProbability = language.logProbability(string);
        if (logProbability > Number.NEGATIVE_INFINITY) nats -= Math.exp(logProbability) * logProbability;
      }
      expect(language.entropyGivenLength?.(length)).toBeCloseTo(nats, 11);
    }
  });
});

it.each([
  ['the grammar', suzgunDyck()],
  ['one type', suzgunDyck({ types: 1 })],
  ['a maximum length', suzgunDyck({ types: 2, maximumLength: 50 })],
])('keeps the contract of languages: %s', (_, language) => {
  expect(checkLanguage(language, { maxLength: 8, random: random('conformance') })).toEqual([]);
});

describe('without a maximum length', () => {
  const language = suzgunDyck();

  it.each([0, 1, 2, 3, 4, 5, 6])('has the balanced strings of length %i', (length) => {
    for (const string of allStrings(4, length)) {
      expect(language.contains(string)).toBe(isBalanced(spell(language, string)));
    }
  });

  it('is what a long maximum length comes to', () => {
    // The cutoff still decides how often long strings are lost, so that the two approach each other slowly.
    const [long, longer] = [60, 240].map((maximumLength) => suzgunDyck({ maximumLength })) as [Language, Language];
    const string = parse(language, '([])()[[]]');
    const difference = (other: Language) => Math.abs(other.logProbability(string) - language.logProbability(string));
    expect(difference(long)).toBeLessThan(0.1);
    expect(difference(longer)).toBeLessThan(difference(long));
  });

  it('expects on long strings the entropy that samples have', () => {
    const [length, draws] = [60, 2000];
    const stream = random('entropy');
    let nats = 0;
    for (let draw = 0; draw < draws; draw++) nats -= language.logProbability(language.sample(length, stream)) / draws;
    expect(Math.abs(nats - (language.entropyGivenLength?.(length) as number))).toBeLessThan(0.3);
  });

  it('knows long strings at once', () => {
    const string = language.sample(400, random());
    expect(language.contains(string)).toBe(true);
    expect(language.logProbability(string)).toBeLessThan(0);
    expect(language.entropyGivenLength?.(400)).toBeGreaterThan(200);
  });

  it('rejects odd lengths, lengths above the maximum and unknown brackets', () => {
    expect(() => language.sample(3, random())).toThrow('has no string of length 3; its lengths are the even ones');
    expect(() => suzgunDyck({ maximumLength: 10 }).sample(12, random())).toThrow('the even ones of at most 10');
    expect(suzgunDyck({ maximumLength: 10 }).validLengths(7, 30)).toEqual([8, 10]);
    expect(language.contains([0, 5])).toBe(false);
    expect(() => suzgunDyck({ types: 0 })).toThrow(/language "suzgun-dyck": types/);
  });
});

describe('targets', () => {
  const language = suzgunDyck();

  it('are all opening brackets and the one that closes the innermost open bracket', () => {
    expect(language.alphabet).toEqual(['(', ')', '[', ']']);
    const targets = nextSymbolTargets(language, parse(language, '([])')).map((row) => row.map(Number).join(''));
    expect(targets).toEqual(['1110', '1011', '1110', '1010']);
  });

  it('have the end where everything is closed, and nothing after what cannot be completed', () => {
    expect(language.admissibleNext?.([])).toEqual([true, false, true, false, true]);
    expect(language.admissibleNext?.([0])).toEqual([true, true, true, false, false]);
    expect(language.admissibleNext?.([0, 3])).toEqual([false, false, false, false, false]);
  });

  it('admit what comes next in every string', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer(), (pairs, seed) => {
        const string = language.sample(2 * pairs, randomStream(seed, 'x'));
        for (const [index, symbol] of [...string, 4].entries()) {
          expect(language.admissibleNext?.(string.slice(0, index))[symbol]).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are not known of every language', () => {
    const { admissibleNext: _, ...silent } = language;
    expect(() => nextSymbolTargets(silent, [])).toThrow('does not tell which symbols may come next');
  });
});

describe('distinct strings', () => {
  const lengths = { minimumLength: 2, maximumLength: 50 };

  it('are balanced, of the lengths asked for, reproducible and distinct', () => {
    const draw = () => [...distinctDyckStrings({ count: 500, ...lengths, random: random() })];
    const strings = draw();
    const language = suzgunDyck({ maximumLength: 50 });
    expect(strings).toHaveLength(500);
    expect(new Set(strings.map((string) => string.join())).size).toBe(500);
    for (const string of strings) {
      expect(language.contains(string)).toBe(true);
      expect(string.length).toBeGreaterThanOrEqual(2);
    }
    expect(draw()).toEqual(strings);
  });

  it('reach the lengths of the test set', () => {
    const [string] = distinctDyckStrings({ count: 1, minimumLength: 52, maximumLength: 100, random: random() });
    expect(string?.length).toBeGreaterThanOrEqual(52);
  });

  it('come first as often as the language says', () => {
    const language = suzgunDyck({ types: 1, maximumLength: 6 });
    const stream = random('first');
    const counts = new Map<string, number>();
    const draws = 4000;
    for (let draw = 0; draw < draws; draw++) {
      const options = { types: 1, count: 1, minimumLength: 6, maximumLength: 6, random: stream };
      const [string] = distinctDyckStrings(options);
      counts.set(string!.join(), (counts.get(string!.join()) ?? 0) + 1);
    }
    let statistic = 0;
    for (const [key, count] of counts) {
      const expected = draws * Math.exp(language.logProbability(key.split(',').map(Number)));
      statistic += (count - expected) ** 2 / expected;
    }
    expect(counts.size).toBe(5);
    expect(statistic).toBeLessThan(chiSquareLimit(4));
  });

  it('are refused where there are too few', () => {
    const options = { types: 2, count: 11, minimumLength: 2, maximumLength: 4, random: random() };
    expect([...distinctDyckStrings({ ...options, count: 10 })]).toHaveLength(10);
    expect(() => [...distinctDyckStrings(options)]).toThrow(LanguageError);
    expect(() => [...distinctDyckStrings(options)]).toThrow('there are 10 strings of Dyck-2 of lengths 2 to 4; 11');
  });
});
