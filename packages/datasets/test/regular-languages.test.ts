import type { Language } from '@pushdown/core';
import { cycleNavigation, modularArithmetic, parity, tomita } from '@pushdown/datasets';
import { describe, expect, it } from 'vitest';
import { allStrings } from './all-strings.ts';
import { spell } from './recognizers.ts';

const count = (text: string, symbol: string): number => text.split(symbol).length - 1;

/** True equations, by evaluating them. */
function isEquation(text: string, modulus: number): boolean {
  const [, expression, value] = /^(\d(?:[-+*]\d)*)=(\d)$/.exec(text) ?? [];
  if (expression === undefined) return false;
  let sum = 0;
  for (const [, sign, product] of expression.matchAll(/(^|[-+])([\d*]+)/g)) {
    const factors = (product as string).split('*').map(Number);
    sum += (sign === '-' ? -1 : 1) * factors.reduce((result, factor) => result * factor, 1);
  }
  return ((sum % modulus) + modulus) % modulus === Number(value);
}

const definitions: readonly (readonly [string, Language, (text: string) => boolean, maxLength: number])[] = [
  ['Tomita 1', tomita({ number: 1 }), (text) => /^1*$/.test(text), 10],
  ['Tomita 2', tomita({ number: 2 }), (text) => /^(10)*$/.test(text), 10],
  ['Tomita 3', tomita({ number: 3 }), (text) => !/(?:^|0)1(?:11)*0(?:00)*(?:1|$)/.test(text), 12],
  ['Tomita 4', tomita({ number: 4 }), (text) => !text.includes('000'), 10],
  ['Tomita 5', tomita({ number: 5 }), (text) => count(text, '0') % 2 === 0 && count(text, '1') % 2 === 0, 10],
  ['Tomita 6', tomita({ number: 6 }), (text) => (count(text, '0') - count(text, '1')) % 3 === 0, 10],
  ['Tomita 7', tomita({ number: 7 }), (text) => /^0*1*0*1*$/.test(text), 10],
  ['parity', parity(), (text) => count(text, '1') % 2 === 0, 10],
  ['cycle navigation', cycleNavigation(), (text) => (count(text, '+') - count(text, '-')) % 5 === 0, 8],
  ['a cycle of 3', cycleNavigation({ size: 3 }), (text) => (count(text, '+') - count(text, '-')) % 3 === 0, 8],
  ['modular arithmetic', modularArithmetic(), (text) => isEquation(text, 5), 5],
  ['arithmetic modulo 2', modularArithmetic({ modulus: 2 }), (text) => isEquation(text, 2), 6],
];

describe.each(definitions)('%s', (_, language, recognize, maxLength) => {
  it('agrees with its definition, and is uniform', () => {
    for (let length = 0; length <= maxLength; length++) {
      const members = [];
      for (const string of allStrings(language.alphabet.length, length)) {
        const contained = language.contains(string);
        if (contained !== recognize(spell(language, string))) expect.fail(spell(language, string));
        if (contained) members.push(string);
      }
      for (const string of members) expect(language.logProbability(string)).toBeCloseTo(-Math.log(members.length), 12);
      expect(language.validLengths(length, length)).toHaveLength(Math.min(1, members.length));
    }
  });

  it('is regular and knows all reference values', () => {
    expect(language.level).toBe('regular');
    const length = language.validLengths(60, 80)[0] as number;
    expect(language.entropyGivenLength?.(length)).toBeGreaterThanOrEqual(0);
    expect(language.idealAccuracy?.(length)).toBeLessThanOrEqual(1);
    const pairs = language.pairCounts?.(length).reduce((sum, pair) => sum + pair.count, 0);
    expect(pairs).toBeCloseTo(length + 1, 9);
  });
});

it('rejects what is no option', () => {
  expect(() => tomita({ number: 8 as 7 })).toThrow('language "tomita": number');
  expect(() => cycleNavigation({ size: 1 })).toThrow('language "cycle-navigation": size');
  expect(() => modularArithmetic({ modulus: 11 })).toThrow('language "modular-arithmetic": modulus');
});
