import { type Language, randomStream } from '@pushdown/core';
import { reportProblems } from '../suite/conformance-error.ts';
import type { Rule } from '../suite/suite.ts';

/** What a language says of a string does not depend on what it was asked before, and the string stays as it is. */
export function languagePurityRule(language: Language, maxLength: number): Rule {
  return {
    name: 'purity',
    requires: ['valid-lengths', 'samples', 'determinism'],
    check() {
      const strings = language
        .validLengths(0, maxLength)
        .map((length) => language.sample(length, randomStream(1, 'conformance/purity')));
      const ask = (): string[] => strings.map((string) => answers(language, Object.freeze([...string])));
      const first = ask();
      const second = ask().reverse();
      reportProblems(
        strings.flatMap((string, index) => {
          const [before, after] = [first[index], second[strings.length - 1 - index]];
          return before === after ? [] : [`of [${string}] it says ${before}, then ${after}`];
        }),
      );
    },
  };
}

function answers(language: Language, string: readonly number[]): string {
  const values = {
    contained: language.contains(string),
    logProbability: language.logProbability(string),
    entropy: language.entropyGivenLength?.(string.length),
    admissible: language.admissibleNext?.(string),
  };
  return JSON.stringify(values);
}
