import { randomStream } from '@pushdown/core';
import { LanguageError, repeated, type Template, templateLanguage, word } from '@pushdown/datasets';
import { describe, expect, it } from 'vitest';
import { allStrings } from './all-strings.ts';

function languageOf(template: (size: number) => Template, lengths = { offset: 0, period: 2 }) {
  return templateLanguage({
    name: 'example',
    alphabet: ['0', '1', '2', '3'],
    level: 'context-sensitive',
    lengths,
    template,
  });
}

describe('a word that returns in other symbols', () => {
  // {w φ(w)} with φ(0) = 2, φ(1) = 3
  const language = languageOf((size) => [...word(size, [0, 1]), ...word(size, [2, 3])]);

  it('follows the same free variables', () => {
    const members = [...allStrings(4, 4)].filter((string) => language.contains(string));
    expect(members).toEqual([
      [0, 0, 2, 2],
      [0, 1, 2, 3],
      [1, 0, 3, 2],
      [1, 1, 3, 3],
    ]);
    expect(members).toContainEqual(language.sample(4, randomStream(3, 'data')));
  });

  it('has neighbors that are fully correlated where they share a variable', () => {
    expect(language.pairCounts(2)).toEqual([
      { previous: -1, next: 0, count: 0.5 },
      { previous: -1, next: 1, count: 0.5 },
      { previous: 0, next: 2, count: 0.5 },
      { previous: 1, next: 3, count: 0.5 },
      { previous: 2, next: 4, count: 0.5 },
      { previous: 3, next: 4, count: 0.5 },
    ]);
  });
});

it('admits variables with more than two options', () => {
  const language = languageOf((size) => [...word(size, [0, 1, 2]), ...repeated(3, size)]);
  expect(language.entropyGivenLength(4)).toBeCloseTo(2 * Math.log(3), 12);
  expect(language.idealAccuracy(4)).toBeCloseTo(1 - (2 * (2 / 3)) / 5, 12);
});

describe('a definition that is wrong', () => {
  it.each([
    [{ offset: -1, period: 2 }, 'not -1 and 2'],
    [{ offset: 0, period: 0 }, 'not 0 and 0'],
    [{ offset: 0.5, period: 1 }, 'not 0.5 and 1'],
  ])('has lengths %o', (lengths, message) => {
    expect(() => languageOf((size) => repeated(0, size), lengths)).toThrow(message);
  });

  it.each<[string, Template, string]>([
    ['too short', repeated(0, 1), 'has 1 slots; it needs one for each position'],
    ['outside the alphabet', [...repeated(0, 1), ...repeated(4, 1)], 'symbol 4 at position 1 is not an id from 0 to 3'],
    ['empty', [{ variable: 0, symbols: [] }, ...repeated(0, 1)], 'position 0 has no symbol'],
    [
      'ambiguous',
      [{ variable: 0, symbols: [1, 1] }, ...repeated(0, 1)],
      'position 0 shows two options as the same symbol',
    ],
    [
      'fixed and free',
      [{ variable: undefined, symbols: [0, 1] }, ...repeated(0, 1)],
      'position 0 is fixed but has 2 symbols',
    ],
    ['at odds', [...word(1, [0, 1]), ...word(1, [0, 1, 2])], 'position 1 gives variable 0 3 options, an earlier one 2'],
  ])('has a template that is %s', (_, template, message) => {
    const language = languageOf(() => template);
    expect(() => language.sample(2, randomStream(0, 'data'))).toThrow(LanguageError);
    expect(() => language.sample(2, randomStream(0, 'data'))).toThrow(
      `the template of language "example" for length 2: ${message}`,
    );
  });
});
