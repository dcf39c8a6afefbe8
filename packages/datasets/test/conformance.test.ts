import { createLab, type Language, randomStream } from '@pushdown/core';
import datasets, { checkLanguage, dyck, markedReversal, tomita } from '@pushdown/datasets';
import { describe, expect, it } from 'vitest';

/** Options of the languages that cannot do without. */
const required: Readonly<Record<string, object>> = { grammar: { text: "S -> 'a' S 'b' [0.4] | 'c' S | ε" } };

const lab = createLab({ plugins: [datasets] });
const names = lab.list('language').map(({ contributionName }) => contributionName);

it.each(names)('%s conforms', (name) => {
  const language = lab.create('language', { ...required[name], type: name });
  expect(language.name).toBe(name);
  expect(checkLanguage(language, { maxLength: 11, random: randomStream(0, name) })).toEqual([]);
});

/** A language with a part of it replaced. */
function broken(change: Partial<Language>, language: Language = markedReversal()): readonly string[] {
  const violations = checkLanguage({ ...language, ...change }, { maxLength: 5, random: randomStream(0, 'broken') });
  return [...new Set(violations.map(({ rule }) => rule))];
}

describe('what breaks a rule is found', () => {
  const good = markedReversal();
  it.each<[string, Partial<Language>]>([
    ['description', { name: '' }],
    ['description', { alphabet: ['0', '0', '#'] }],
    ['description', { level: 'recursive' as never }],
    ['valid-lengths', { validLengths: () => [1, 2, 3, 5] }],
    ['valid-lengths', { validLengths: (min, max) => good.validLengths(min, max).toReversed() }],
    ['valid-lengths', { validLengths: (min, max) => good.validLengths(min, max + 2) }],
    ['membership', { contains: () => true }],
    ['membership', { contains: (string) => good.contains(string) && string.length < 5 }],
    ['probabilities', { logProbability: (string) => good.logProbability(string) - 1e-9 }],
    ['probabilities', { logProbability: () => Number.NaN }],
    ['samples', { sample: (length) => new Array(length).fill(0) }],
    ['samples', { sample: (length, random) => (length % 2 === 0 ? [2] : good.sample(length, random)) }],
    ['samples', { sample: () => [2] }],
    ['determinism', { sample: (length) => good.sample(length, randomStream(Math.random(), 'not given')) }],
    [
      'frequencies',
      { sample: (length) => [...new Array((length - 1) / 2).fill(0), 2, ...new Array((length - 1) / 2).fill(0)] },
    ],
    ['entropy', { entropyGivenLength: () => 1 }],
    ['pair-counts', { pairCounts: (length) => good.pairCounts!(length).slice(1) }],
    ['n-gram-counts', { ngramCounts: () => [] }],
    ['ideal-accuracy', { idealAccuracy: () => 1 }],
    ['admissible-next', { admissibleNext: () => [false, false, false, false] }],
    [
      'entropy',
      {
        entropyGivenLength() {
          throw new Error('not known');
        },
      },
    ],
  ])('%s %#', (rule, change) => {
    expect(broken(change)).toContain(rule);
  });
});

it('says what and where', () => {
  const language = { ...tomita({ number: 2 }), entropyGivenLength: () => 7 };
  expect(checkLanguage(language, { maxLength: 1, random: randomStream(0, 'x') })).toEqual([
    { rule: 'entropy', length: 0, message: 'the entropy is 7, but 0 by enumeration' },
  ]);
});

it('samples where there is too much to enumerate', () => {
  const language = {
    ...dyck(),
    contains: (string: readonly number[]) => string.length < 12 && dyck().contains(string),
  };
  const violations = checkLanguage(language, { maxLength: 12, random: randomStream(0, 'x'), stringsPerLength: 1000 });
  expect(violations[0]).toMatchObject({ rule: 'samples', length: 12 });
});
