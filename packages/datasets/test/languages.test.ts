import { type PairCount, randomStream } from '@pushdown/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allStrings } from './all-strings.ts';
import { chiSquareLimit } from './chi-square.ts';
import { spell, subjects, uniformSubjects } from './recognizers.ts';

// Enough for words of up to three symbols, and all strings still enumerate at once.
const shortLengths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const named = (list: typeof subjects) =>
  list.map((subject) => ({
    name: `${subject.language.name}, ${subject.language.alphabet.length} symbols`,
    ...subject,
  }));

describe.each(named(subjects))('$name', ({ language, recognize }) => {
  const anyValidLength = fc.constantFrom(...language.validLengths(0, 120));
  const seed = fc.integer();

  it.each(shortLengths)('agrees with its definition on all strings of length %i', (length) => {
    const wrong: string[] = [];
    for (const string of allStrings(language.alphabet.length, length)) {
      const text = spell(language, string);
      if (language.contains(string) !== recognize(text)) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });

  it.each(shortLengths)(
    'gives the strings of length %i probabilities that sum to 1 if there are any, else to 0',
    (length) => {
      let total = 0;
      for (const string of allStrings(language.alphabet.length, length))
        total += Math.exp(language.logProbability(string));
      expect(total).toBeCloseTo(language.validLengths(length, length).length, 12);
    },
  );

  it.each(language.validLengths(0, 9))(
    'expects at length %i the entropy and the pairs that enumeration gives',
    (length) => {
      let nats = 0;
      const counts = new Map<string, number>();
      for (const string of allStrings(language.alphabet.length, length)) {
        const logProbability = language.logProbability(string);
        if (logProbability === -Infinity) continue;
        const probability = Math.exp(logProbability);
        nats -= probability * logProbability;
        const symbols = [-1, ...string, language.alphabet.length];
        for (const [index, next] of symbols.slice(1).entries()) {
          const pair = `${symbols[index]} ${next}`;
          counts.set(pair, (counts.get(pair) ?? 0) + probability);
        }
      }
      expect(language.entropyGivenLength?.(length)).toBeCloseTo(nats, 12);
      const pairs = language.pairCounts?.(length) as readonly PairCount[];
      expect(pairs.map(({ previous, next }) => `${previous} ${next}`).sort()).toEqual([...counts.keys()].sort());
      for (const { previous, next, count } of pairs)
        expect(count).toBeCloseTo(counts.get(`${previous} ${next}`) as number, 12);
    },
  );

  it.each(language.validLengths(0, 7))('expects at length %i the runs of four that enumeration gives', (length) => {
    const counts = new Map<string, number>();
    for (const string of allStrings(language.alphabet.length, length)) {
      const probability = Math.exp(language.logProbability(string));
      if (probability === 0) continue;
      const symbols = [-1, -1, -1, ...string, language.alphabet.length];
      for (let place = 3; place < symbols.length; place++) {
        const run = symbols.slice(place - 3, place + 1).join();
        counts.set(run, (counts.get(run) ?? 0) + probability);
      }
    }
    const runs = language.ngramCounts?.(length, 4) ?? [];
    expect(runs.map(({ context, next }) => [...context, next].join()).sort()).toEqual([...counts.keys()].sort());
    for (const { context, next, count } of runs) {
      expect(count).toBeCloseTo(counts.get([...context, next].join()) as number, 12);
    }
  });

  it.each(language.validLengths(0, 9))(
    'is guessed at length %i as well as its ideal accuracy says by the best predictor',
    (length) => {
      const members = [...allStrings(language.alphabet.length, length)].filter((string) => language.contains(string));
      let right = 0;
      for (let position = 0; position < length; position++) {
        // The best guess after a prefix is what most of the probability of its continuations begins with.
        const continuations = new Map<string, Map<number, number>>();
        for (const string of members) {
          const prefix = string.slice(0, position).join();
          const next = continuations.get(prefix) ?? new Map<number, number>();
          next.set(string[position]!, (next.get(string[position]!) ?? 0) + Math.exp(language.logProbability(string)));
          continuations.set(prefix, next);
        }
        for (const next of continuations.values()) right += Math.max(...next.values());
      }
      expect(language.idealAccuracy?.(length)).toBeCloseTo((right + 1) / (length + 1), 12);
    },
  );

  it('samples members of the length asked for', () => {
    fc.assert(
      fc.property(anyValidLength, seed, (length, start) => {
        const string = language.sample(length, randomStream(start, 'sample'));
        expect(string).toHaveLength(length);
        expect(recognize(spell(language, string))).toBe(true);
        expect(language.contains(string)).toBe(true);
      }),
    );
  });

  it('samples each string as often as its probability says', () => {
    const length = language.validLengths(8, 11)[0]!;
    const draws = 8000;
    const random = randomStream(1, 'chi-square');
    const observed = new Map<string, number>();
    for (let draw = 0; draw < draws; draw++) {
      const key = language.sample(length, random).join();
      observed.set(key, (observed.get(key) ?? 0) + 1);
    }
    const members = [...allStrings(language.alphabet.length, length)].filter((string) => language.contains(string));
    const terms = members.map((string) => {
      const expected = draws * Math.exp(language.logProbability(string));
      return ((observed.get(string.join()) ?? 0) - expected) ** 2 / expected;
    });
    expect([...observed.keys()].sort()).toEqual(members.map((string) => string.join()).sort());
    expect(terms.reduce((sum, term) => sum + term, 0)).toBeLessThan(chiSquareLimit(members.length - 1));
  });

  it('draws the same strings from the same seed', () => {
    fc.assert(
      fc.property(anyValidLength, seed, (length, start) => {
        const first = language.sample(length, randomStream(start, 'sample'));
        expect(language.sample(length, randomStream(start, 'sample'))).toEqual(first);
      }),
    );
  });

  it('expects as many pairs as there are predictions', () => {
    fc.assert(
      fc.property(anyValidLength, (length) => {
        const total = language.pairCounts?.(length).reduce((sum, { count }) => sum + count, 0);
        expect(total).toBeCloseTo(length + 1, 10);
      }),
    );
  });

  it('lists exactly the lengths that it can sample, whatever the range', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 60 }), fc.integer({ min: -5, max: 60 }), (min, max) => {
        const expected = [];
        for (let length = Math.max(0, min); length <= max; length++) {
          try {
            expected.push(language.sample(length, randomStream(0, 'lengths')).length);
          } catch {}
        }
        expect(language.validLengths(min, max)).toEqual(expected);
      }),
    );
  });
});

describe.each(named(uniformSubjects))('$name', ({ language }) => {
  it('gives all strings of a length the probability exp(−entropy)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...language.validLengths(0, 120)), fc.integer(), (length, start) => {
        const string = language.sample(length, randomStream(start, 'sample'));
        expect(language.logProbability(string)).toBeCloseTo(-(language.entropyGivenLength?.(length) as number), 10);
      }),
    );
  });
});
