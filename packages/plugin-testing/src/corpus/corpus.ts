import type { Corpus } from '@pushdown/core';
import { reportProblems } from '../suite/conformance-error.ts';
import { jsonProblems, metadataRule } from '../suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from '../suite/subject.ts';
import { createSuite, type Rule, type Suite, type SuiteOptions } from '../suite/suite.ts';
import { descriptionProblems, lineProblems, tokenProblems, unknownProblems } from './texts.ts';

/** What `corpusConformance` takes. */
export interface CorpusConformanceOptions extends Subject<'corpus'>, SuiteOptions {}

/**
 * The rules of the slot `corpus`, for one corpus with one set of options: every token is in the vocabulary, in which no word
 * stands twice; every part has lines, and every line ends; what the training text does not have is unknown in the others;
 * what is done to one corpus changes no other; the same options make the same texts, and can be stored.
 *
 * @throws ConformanceError when a rule to skip does not exist; OptionError when the corpus refuses its options; what making
 *   it throws when a text cannot be read.
 */
export function corpusConformance(options: CorpusConformanceOptions): Suite {
  const make = makerOf(options);
  const corpus = make();
  const rules: readonly Rule[] = [
    { name: 'description', check: () => reportProblems(descriptionProblems(corpus)) },
    { name: 'tokens', requires: ['description'], check: () => reportProblems(tokenProblems(corpus)) },
    { name: 'lines', requires: ['description'], check: () => reportProblems(lineProblems(corpus)) },
    { name: 'unknown', requires: ['description', 'tokens'], check: () => reportProblems(unknownProblems(corpus)) },
    {
      name: 'determinism',
      requires: ['description'],
      check() {
        const [one, other] = [textsOf(make()), textsOf(make())];
        reportProblems(one === other ? [] : ['made again from the same options, it has another text']);
      },
    },
    {
      name: 'purity',
      requires: ['description', 'determinism'],
      check() {
        const used = make();
        const before = textsOf(used);
        for (const part of [used.training, used.validation, used.test]) part.fill(used.end);
        reportProblems(before === textsOf(make()) ? [] : ['what is written into one corpus is in those made later']);
      },
    },
    { name: 'serialization', check: () => reportProblems(jsonProblems(options)) },
  ];
  return createSuite(describeSubject(options), [metadataRule('corpus', options), ...rules], options);
}

/** All that a corpus holds, to be compared. */
function textsOf({ vocabulary, training, validation, test }: Corpus): string {
  return JSON.stringify([vocabulary, ...[training, validation, test].map((part) => part.join())]);
}
