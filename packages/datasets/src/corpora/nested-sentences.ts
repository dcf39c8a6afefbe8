import { type Contribution, type Corpus, defineCorpus, type RandomStream, randomStream } from '@pushdown/core';
import { z } from 'zod';
import { type SentenceRules, sentenceRules } from './sentence-rules.ts';
import { textCorpus } from './text-corpus.ts';

/** Options of `nested-sentences`. */
export interface NestedSentencesOptions {
  /** 1 by default. */
  readonly seed?: number | undefined;
  /** Sentences of each part; 2000, 200 and 200 by default. */
  readonly training?: number | undefined;
  readonly validation?: number | undefined;
  readonly test?: number | undefined;
}

const count = (sentences: number): z.ZodDefault<z.ZodInt> => z.int().min(1).default(sentences);

/**
 * A small word-level corpus for tests and demonstrations: sentences that a grammar of this package generates, such as "the
 * dog that the cats chase sees the old bird .". The same seed gives the same sentences. That verbs agree with subjects across
 * clauses is what Linzen et al. (2016) ask of language models.
 */
export const nestedSentences: Contribution<'corpus', NestedSentencesOptions, Corpus> = defineCorpus({
  name: 'nested-sentences',
  description: 'small generated corpus: English sentences with nested clauses whose verbs agree with their subjects',
  options: z.strictObject({
    seed: z.int().default(1),
    training: count(2000),
    validation: count(200),
    test: count(200),
  }),
  create({ seed, training, validation, test }) {
    const sentences = (part: string, number: number): string => {
      const random = randomStream(seed, `corpus/${part}`);
      return Array.from({ length: number }, () => expand(sentenceRules, 'SENTENCE', random)).join('\n');
    };
    return textCorpus({
      name: 'nested-sentences',
      unit: 'word',
      texts: {
        training: sentences('training', training),
        validation: sentences('validation', validation),
        test: sentences('test', test),
      },
    });
  },
});

/** A text that a name stands for, each alternative drawn by its weight. */
function expand(rules: SentenceRules, name: string, random: RandomStream): string {
  const alternatives = rules[name];
  if (alternatives === undefined) return name;
  let rest = random.uniform() * alternatives.reduce((total, [weight]) => total + weight, 0);
  const drawn = alternatives.find(([weight]) => {
    rest -= weight;
    return rest < 0;
  });
  const [, sequence] = drawn ?? (alternatives.at(-1) as readonly [number, string]);
  return sequence
    .split(' ')
    .map((symbol) => expand(rules, symbol, random))
    .join(' ');
}
