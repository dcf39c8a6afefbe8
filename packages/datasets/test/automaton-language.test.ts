import { type Language, randomStream } from '@pushdown/core';
import { type AutomatonDefinition, automatonLanguage, LanguageError } from '@pushdown/datasets';
import { checkLanguage } from '@pushdown/plugin-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allStrings } from './all-strings.ts';

/** The weight of a string by its definition: all paths, one by one. */
function pathWeight(definition: AutomatonDefinition, string: readonly number[]): number {
  const initial = definition.initial as Readonly<Record<string, number>>;
  const final = definition.final as Readonly<Record<string, number>>;
  const from = (state: string, position: number): number => {
    if (position === string.length) return final[state] ?? 0;
    return definition.transitions
      .filter((transition) => transition.from === state && transition.symbol === definition.alphabet[string[position]!])
      .reduce((sum, { to, weight = 1 }) => sum + weight * from(to, position + 1), 0);
  };
  return Object.entries(initial).reduce((sum, [state, weight]) => sum + weight * from(state, 0), 0);
}

function create(definition: AutomatonDefinition): Language {
  return automatonLanguage({ name: 'example', ...definition });
}

const states = ['p', 'q', 'r'];
const alphabet = ['a', 'b'];
const weight = fc.constantFrom(0, 0.2, 1, 3);
const weights = fc.record(Object.fromEntries(states.map((state) => [state, weight])));
const transition = fc.record({
  from: fc.constantFrom(...states),
  symbol: fc.constantFrom(...alphabet),
  to: fc.constantFrom(...states),
  weight,
});
const anyDefinition = fc.record({
  alphabet: fc.constant(alphabet),
  states: fc.constant(states),
  // One way to be accepted there always is.
  initial: weights.map((given) => ({ ...given, p: 1 })),
  final: weights,
  transitions: fc.array(transition, { maxLength: 9 }),
});

describe('random automata', () => {
  it('agree with the sum over all paths', () => {
    fc.assert(
      fc.property(anyDefinition, (given) => {
        const definition = { ...given, final: { ...given.final, p: 0.5 } };
        const language = create(definition);
        for (let length = 0; length <= 5; length++) {
          const strings = [...allStrings(2, length)];
          const expected = strings.map((string) => pathWeight(definition, string));
          const total = expected.reduce((sum, value) => sum + value, 0);
          expect(language.validLengths(length, length)).toEqual(total > 0 ? [length] : []);
          for (const [index, string] of strings.entries()) {
            expect(language.contains(string)).toBe(expected[index]! > 0);
            expect(Math.exp(language.logProbability(string))).toBeCloseTo(expected[index]! / (total || 1), 12);
          }
        }
        expect(checkLanguage(language, { maxLength: 6, random: randomStream(1, 'check') })).toEqual([]);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('know everything where they are deterministic', () => {
    const targets = fc.array(fc.tuple(fc.constantFrom(...states), fc.constantFrom(0, 0.3, 1, 2)), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(targets, weights, (ends, final) => {
        const language = create({
          alphabet,
          states,
          initial: { p: 2 },
          final: { ...final, p: 0.5 },
          transitions: ends.map(([to, value], index) => ({
            from: states[index % 3]!,
            symbol: alphabet[index % 2]!,
            to,
            weight: value,
          })),
        });
        expect(language.entropyGivenLength).toBeDefined();
        expect(language.idealAccuracy).toBeDefined();
        expect(checkLanguage(language, { maxLength: 7, random: randomStream(2, 'check') })).toEqual([]);
      }),
      { numRuns: 100, seed: 2 },
    );
  });
});

describe('long strings', () => {
  const definition = {
    alphabet,
    states: ['p'],
    initial: ['p'],
    final: ['p'],
    transitions: [
      { from: 'p', symbol: 'a', to: 'p', weight: 1e-120 },
      { from: 'p', symbol: 'b', to: 'p', weight: 3e-120 },
    ],
  };
  const language = create(definition);

  it('neither underflow nor overflow', () => {
    const string = language.sample(5000, randomStream(0, 'long'));
    const bs = string.filter((id) => id === 1).length;
    expect(language.logProbability(string)).toBeCloseTo(bs * Math.log(3) - 5000 * Math.log(4), 7);
    const entropy = Math.log(4) - 0.75 * Math.log(3);
    expect(language.entropyGivenLength?.(5000)).toBeCloseTo(5000 * entropy, 7);
    expect(language.idealAccuracy?.(5000)).toBeCloseTo((0.75 * 5000 + 1) / 5001, 12);
    expect(language.pairCounts?.(5000).reduce((sum, { count }) => sum + count, 0)).toBeCloseTo(5001, 7);
  });
});

describe('a definition that is wrong', () => {
  const good: AutomatonDefinition = {
    alphabet,
    states,
    initial: ['p'],
    final: ['q'],
    transitions: [{ from: 'p', symbol: 'a', to: 'q' }],
  };

  it.each<[string, Partial<AutomatonDefinition>]>([
    ['needs at least one symbol', { alphabet: [] }],
    ['has the symbol "a" twice', { alphabet: ['a', 'a'] }],
    ['needs at least one state', { states: [] }],
    ['has the state "p" twice', { states: ['p', 'q', 'p'] }],
    ['initial states: there is no state "x"', { initial: ['x'] }],
    ['final states: the weight -1 must be 0 or from 1e-150 to 1e+150', { final: { q: -1 } }],
    ['transition number 1: there is no state "x"', { transitions: [{ from: 'p', symbol: 'a', to: 'x' }] }],
    ['transition number 1: the alphabet lacks the symbol "c"', { transitions: [{ from: 'p', symbol: 'c', to: 'q' }] }],
    ['transition number 1: the weight NaN', { transitions: [{ from: 'p', symbol: 'a', to: 'q', weight: Number.NaN }] }],
    ['no path leads from an initial to a final state', { transitions: [] }],
  ])('%s', (message, change) => {
    expect(() => create({ ...good, ...change })).toThrow(LanguageError);
    expect(() => create({ ...good, ...change })).toThrow(`the automaton of language "example": ${message}`);
  });

  it('is told the nearest lengths', () => {
    expect(() => create(good).sample(3, randomStream(0, 'x'))).toThrow(
      'language "example" has no string of length 3; the nearest valid length is 1',
    );
  });
});
