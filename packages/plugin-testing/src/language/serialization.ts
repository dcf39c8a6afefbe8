import { type Language, randomStream } from '@pushdown/core';
import { reportProblems } from '../suite/conformance-error.ts';
import { jsonProblems } from '../suite/metadata.ts';
import type { Subject } from '../suite/subject.ts';
import type { Rule } from '../suite/suite.ts';

/** Options survive a configuration file, and the same options make the same language in every process. */
export function languageSerializationRule(
  contributed: Subject<'language'>,
  make: () => Language,
  maxLength: number,
): Rule {
  return {
    name: 'serialization',
    requires: ['valid-lengths', 'samples', 'determinism'],
    check() {
      const problems = jsonProblems(contributed);
      const [one, other] = [make(), make()];
      if (one.alphabet.join() !== other.alphabet.join()) problems.push('made again, it has another alphabet');
      for (const length of one.validLengths(0, maxLength)) {
        const [string, again] = [one, other].map((language) =>
          language.sample(length, randomStream(2, 'conformance/serialization')),
        ) as [number[], number[]];
        if (string.join() !== again.join() || one.logProbability(string) !== other.logProbability(string))
          problems.push(`made again, it has other strings or probabilities of length ${length}`);
      }
      reportProblems(problems);
    },
  };
}
