import { type Corpus, defineCorpus } from '@pushdown/core';
import { type ContributionTo, corpusConformance } from '@pushdown/plugin-testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

/** "a b / b a", "b ?" and "a a ?", in which ? is unknown. */
function rhyme(): Corpus {
  return {
    name: 'rhyme',
    vocabulary: ['a', 'b', '<unk>', '<eos>'],
    unknown: 2,
    end: 3,
    training: Int32Array.of(0, 1, 3, 1, 0, 3),
    validation: Int32Array.of(1, 2, 3),
    test: Int32Array.of(0, 0, 2, 3),
  };
}

function contributed(
  change: (corpus: Corpus) => Partial<Corpus> = () => ({}),
  name = 'rhyme',
): ContributionTo<'corpus'> {
  return defineCorpus({
    name,
    description: 'two lines',
    options: z.strictObject({ text: z.unknown() }).partial(),
    create: () => {
      const corpus = rhyme();
      return { ...corpus, ...change(corpus) };
    },
  });
}

describe('a corpus that keeps all rules', () => {
  corpusConformance({ contribution: contributed() }).register({ describe, it });
});

let made = 0;
const shared = Int32Array.of(0, 1, 3, 1, 0, 3);

const broken: readonly (readonly [rule: string, what: string, contribution: ContributionTo<'corpus'>])[] = [
  ['metadata', 'has two names', contributed(undefined, 'poem')],
  ['description', 'has a word twice', contributed(() => ({ vocabulary: ['a', 'a', '<unk>', '<eos>'] }))],
  ['description', 'has no id for the end', contributed(() => ({ end: 4 }))],
  ['description', 'has one id for two meanings', contributed(() => ({ unknown: 3 }))],
  ['description', 'has texts of another kind', contributed(({ test }) => ({ test: Array.from(test) as never }))],
  ['tokens', 'has a token without a word', contributed(() => ({ training: Int32Array.of(0, 1, 4, 3) }))],
  ['lines', 'has no test', contributed(() => ({ test: new Int32Array() }))],
  ['lines', 'has a line that does not end', contributed(() => ({ validation: Int32Array.of(1, 2) }))],
  ['unknown', 'knows words that training does not have', contributed(() => ({ training: Int32Array.of(1, 3) }))],
  ['determinism', 'has another text in every instance', contributed(() => ({ test: Int32Array.of(made++ % 2, 3) }))],
  ['purity', 'hands out one text to all', contributed(() => ({ training: shared }))],
];

it.each(broken)('only "%s" is broken by a corpus that %s', (rule, _what, contribution) => {
  const violations = corpusConformance({ contribution }).violations();
  expect(violations.map((violation) => violation.rule)).toEqual([rule]);
});

it('only "serialization" is broken by options that a file cannot hold', () => {
  const violations = corpusConformance({ contribution: contributed(), options: { text: () => 'a' } }).violations();
  expect(violations).toEqual([{ rule: 'serialization', message: 'options.text cannot be written as JSON' }]);
});
