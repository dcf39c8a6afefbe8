import { type Language, randomStream } from '@pushdown/core';
import {
  GrammarError,
  type GrammarRule,
  type GrammarSymbol,
  grammarLanguage,
  parseGrammar,
  terminal,
} from '@pushdown/datasets';
import { checkLanguage } from '@pushdown/plugin-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allStrings } from './all-strings.ts';
import { derivationWeights, totalsByLength } from './derivation-weights.ts';

function languageOf(text: string): Language {
  return grammarLanguage(parseGrammar(text), { name: 'example' });
}

function probability(language: Language, text: string): number {
  return Math.exp(language.logProbability([...text].map((symbol) => language.alphabet.indexOf(symbol))));
}

describe('hand-solved grammars', () => {
  it('one string of each length', () => {
    const language = languageOf("S -> 'a' S 'b' [0.3] | 'a' 'b' [0.7]");
    expect(language.validLengths(0, 9)).toEqual([2, 4, 6, 8]);
    expect(language.sample(6, randomStream(0, 'x'))).toEqual([0, 0, 0, 1, 1, 1]);
    expect(language.logProbability([0, 0, 1, 1])).toBe(0);
  });

  it('weights that are no probabilities are normalized by length', () => {
    const language = languageOf("S -> 'a' S | 'b' S [2] | ε [9]");
    expect(probability(language, 'abb')).toBeCloseTo(4 / 27, 14);
    expect(probability(language, '')).toBe(1);
  });

  it('all derivations of a string count', () => {
    const language = languageOf("S -> S S | 'a' | 'b' 'b' [10]");
    // Five trees of aaaa; bb stands for one leaf of two, or three, weight 10; bbbb has one tree of weight 100.
    expect(probability(language, 'aaaa')).toBeCloseTo(5 / (5 + 3 * 2 * 10 + 100), 14);
    expect(probability(language, 'aabb')).toBeCloseTo(20 / 165, 14);
  });

  it('empty right sides', () => {
    const language = languageOf("S -> A B\nA -> 'a' | 'b' [2] | ε [3]\nB -> 'a' [5] | ε [7]");
    expect(probability(language, 'a')).toBeCloseTo((1 * 7 + 3 * 5) / 36, 14);
    expect(probability(language, 'b')).toBeCloseTo(14 / 36, 14);
    expect(probability(language, 'ba')).toBeCloseTo(2 / 3, 14);
    expect(language.validLengths(0, 5)).toEqual([0, 1, 2]);
  });

  it('recursive empty derivations', () => {
    // e = e²/4 + 1/4, so e = 2 − √3; "a" replaces one of them: a = 1 + 2·e·a/4.
    const language = languageOf("R -> S 'x' | 'y' 'x' | 'z'\nS -> S S [1/4] | ε [1/4] | 'a'");
    const empty = 2 - Math.sqrt(3);
    const a = 1 / (1 - empty / 2);
    expect(probability(language, 'x')).toBeCloseTo(empty / (empty + 1), 13);
    expect(probability(language, 'ax')).toBeCloseTo(a / (a + 1), 13);
  });

  it('unary cycles', () => {
    // S = a + A and A = 3b + S/2, so S = 2a + 6b.
    const language = languageOf("S -> 'a' | A\nA -> S [1/2] | 'b' [3]");
    expect(probability(language, 'a')).toBeCloseTo(1 / 4, 14);
    expect(probability(language, 'b')).toBeCloseTo(3 / 4, 14);
  });

  it('a recursion that ends with probability 1, but barely', () => {
    const language = languageOf("S -> A 'a' | 'b'\nA -> A A [1/2] | ε [1/2]");
    expect(probability(language, 'a')).toBeCloseTo(1 / 2, 6);
  });

  it('a rule of weight 0 is as good as absent', () => {
    const language = languageOf("S -> 'a' | 'b' [0] | S S [0]");
    expect(language.contains([1])).toBe(false);
    expect(language.validLengths(0, 5)).toEqual([1]);
  });
});

describe('weights that do not converge', () => {
  it.each([
    ["S -> S | 'a'", 'grammar, rule "S": derivations from "S" back to itself alone add up to infinite weight'],
    ["S -> A | 'a'\nA -> S [2]", 'back to itself alone add up to infinite weight'],
    ["S -> S S | ε | 'a'", 'grammar, rule "S": the weights of all derivations of the empty string add up to infinity'],
    ["S -> S S [1/2] | ε [1/2] | 'a'", 'add up to infinite weight'],
    ["S -> 'a' [1e-200]", 'weights must lie between 1e-150 and 1e+150'],
  ])('%j', (text, message) => {
    expect(() => languageOf(text)).toThrow(GrammarError);
    expect(() => languageOf(text)).toThrow(message);
  });
});

const maxLength = 5;
const symbol: fc.Arbitrary<GrammarSymbol> = fc.constantFrom<GrammarSymbol>('S', 'A', 'B', terminal('a'), terminal('b'));
// So small that sums over empty and unary derivations converge, and fast enough to enumerate.
const weight = fc.constantFrom(0.05, 0.1, 0.15);

const anyRules: fc.Arbitrary<GrammarRule[]> = fc
  .tuple(
    ...['S', 'A', 'B'].map((left) =>
      fc.array(fc.record({ left: fc.constant(left), right: fc.array(symbol, { maxLength: 3 }), weight }), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
  )
  // S derives something, whatever the rest does.
  .map((groups) => [...groups.flat(), { left: 'S', right: [terminal('a')], weight: 0.05 }]);

describe('random grammars', () => {
  it('agree with the sum over all their derivations', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        const definition = { rules, alphabet: ['a', 'b'] };
        const language = grammarLanguage(definition, { name: 'random' });
        const weights = derivationWeights(definition, 'S', maxLength, 60);
        const totals = totalsByLength(weights);
        expect(language.validLengths(0, maxLength)).toEqual([...totals.keys()].sort((a, b) => a - b));
        for (let length = 0; length <= maxLength; length++) {
          for (const string of allStrings(2, length)) {
            const expected = weights.get(string.map((id) => 'ab'[id]).join('')) ?? 0;
            expect(language.contains(string)).toBe(expected > 0);
            const total = totals.get(length) ?? 1;
            expect(Math.exp(language.logProbability(string))).toBeCloseTo(expected / total, 11);
          }
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('conform to the contract of languages', () => {
    fc.assert(
      fc.property(anyRules, fc.integer(), (rules, seed) => {
        const language = grammarLanguage({ rules, alphabet: ['a', 'b'] }, { name: 'random' });
        expect(checkLanguage(language, { maxLength: 6, random: randomStream(seed, 'check') })).toEqual([]);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('know their entropy where every string has one derivation', () => {
    // The alternatives of a nonterminal begin with different terminals, so that each symbol decides.
    const group = (left: string) =>
      fc
        .record({
          names: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
          rests: fc.array(fc.array(symbol, { maxLength: 2 }), { minLength: 3, maxLength: 3 }),
          weights: fc.array(fc.double({ min: 0.01, max: 9, noNaN: true }), { minLength: 3, maxLength: 3 }),
        })
        .map(({ names, rests, weights }) =>
          names.map((name, index) => ({ left, right: [terminal(name), ...rests[index]!], weight: weights[index]! })),
        );
    fc.assert(
      fc.property(group('A'), group('B'), group('S'), fc.integer(), (a, b, s, seed) => {
        const ending = { left: 'S', right: [terminal('d')], weight: 0.5 };
        const rules = [...s, ending, ...a, ...b];
        const definition = { rules, alphabet: ['a', 'b', 'c', 'd'], unambiguous: true };
        const language = grammarLanguage(definition, { name: 'simple' });
        expect(language.entropyGivenLength).toBeDefined();
        expect(checkLanguage(language, { maxLength: 6, random: randomStream(seed, 'check') })).toEqual([]);
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});

describe('long strings', () => {
  it('of a large alphabet', () => {
    const names = Array.from({ length: 200 }, (_, id) => String(id));
    const rules = names.map((name) => ({ left: 'S', right: [terminal(name), 'S', terminal(name)], weight: 1e-100 }));
    const definition = { rules: [...rules, { left: 'S', right: [terminal('#')] }], unambiguous: true };
    const language = grammarLanguage(definition, { name: 'long' });
    const string = language.sample(801, randomStream(0, 'long'));
    expect(language.logProbability(string)).toBeCloseTo(-400 * Math.log(200), 8);
    expect(language.entropyGivenLength?.(801)).toBeCloseTo(400 * Math.log(200), 8);
    expect(language.contains([...string.slice(0, 800), 7])).toBe(string[800] === 7);
  });

  it('with weights that grow beyond all bounds', () => {
    const language = languageOf("S -> 'a' S [1e100] | 'b' S [3e100] | ε");
    const string = language.sample(2000, randomStream(0, 'long'));
    const bs = string.filter((id) => id === 1).length;
    expect(language.logProbability(string)).toBeCloseTo(bs * Math.log(3) - 2000 * Math.log(4), 8);
    expect(bs / 2000).toBeCloseTo(0.75, 1);
  });
});

it('answers an impossible length with the nearest possible ones', () => {
  const language = languageOf("S -> 'a' S 'b' | 'a' 'b'");
  expect(() => language.sample(5, randomStream(0, 'x'))).toThrow(
    'language "example" has no string of length 5; the nearest valid lengths are 4 and 6',
  );
  expect(() => language.pairCounts?.(0)).toThrow('has no string of length 0; the nearest valid length is 2');
  expect(() => language.sample(Number.NaN, randomStream(0, 'x'))).toThrow('has no string of length NaN');
  expect(language.logProbability([0])).toBe(-Infinity);
});

it('gives no entropy for a grammar that may be ambiguous', () => {
  expect(languageOf("S -> 'a' S | ε").entropyGivenLength).toBeUndefined();
  expect(languageOf("%unambiguous\nS -> 'a' S | ε").entropyGivenLength?.(4)).toBe(0);
});

it('has the level it is given', () => {
  expect(languageOf("S -> 'a'").level).toBe('context-free');
  const rules = [{ left: 'S', right: [terminal('a')] }];
  expect(grammarLanguage({ rules }, { name: 'a', level: 'regular' }).level).toBe('regular');
});
