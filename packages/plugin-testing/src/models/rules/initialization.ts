import { randomStream } from '@pushdown/core';
import { reportProblems } from '../../suite/conformance-error.ts';
import type { Rule } from '../../suite/suite.ts';
import type { ModelSubject } from '../model-subject.ts';

/** Initial values come from the random stream that is given, and from nothing else. */
export function initializationRule(subject: ModelSubject): Rule {
  return {
    name: 'initialization',
    requires: ['contract'],
    check() {
      const model = subject.model();
      const [first, second] = [1, 2].map(() => model.initialize(randomStream(5, 'parameters'))) as [
        ReturnType<typeof model.initialize>,
        ReturnType<typeof model.initialize>,
      ];
      reportProblems(
        Object.entries(first)
          .filter(([path, values]) => values.some((value, place) => !Object.is(value, second[path]?.[place])))
          .map(([path]) => `${path} has other initial values from the same seed`),
      );
    },
  };
}
