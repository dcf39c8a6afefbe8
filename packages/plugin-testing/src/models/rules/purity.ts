import type { RecurrentModel } from '@pushdown/core';
import { formatGraph, type Recurrence } from '@pushdown/tensors';
import { reportProblems } from '../../suite/conformance-error.ts';
import type { Rule } from '../../suite/suite.ts';
import type { ModelSubject } from '../model-subject.ts';
import { tracedPart } from '../part.ts';

/** The same part gives the same step whenever it is asked, and changes nothing that it is given. */
export function purityRule(subject: ModelSubject): Rule {
  return {
    name: 'purity',
    requires: ['contract'],
    check() {
      const problems: string[] = [];
      const model = subject.model();
      const [first, second] = [1, 2].map(() => describeRecurrence(model.recurrence(2)));
      if (first !== second)
        problems.push('two traces of one part are different steps: it keeps something between calls');
      const again = subject.model();
      if (describeParameters(model) !== describeParameters(again))
        problems.push('it declares other parameters when it is asked again');
      try {
        tracedPart(subject, 2, Object.freeze);
      } catch (error) {
        // What the contract forbids has been looked for before; what is left is an assignment to what is frozen.
        problems.push(`it changes what it is given: ${error instanceof Error ? error.message : String(error)}`);
      }
      reportProblems(problems);
    },
  };
}

function describeRecurrence({ initial, step }: Recurrence): string {
  return [initial.carry, initial.outputs, step.outputs, step.entries, step.nextCarry]
    .map((results) => formatGraph(results))
    .join('\n');
}

function describeParameters({ parameters }: RecurrentModel): string {
  return JSON.stringify(
    parameters.map(({ path, component, shape, initialize }) => [path, component, shape, initialize.name]),
  );
}
