import type { Controller } from '@pushdown/core';
import { defineRecurrence, fill, formatShape, referenceExecutor, type Tensor } from '@pushdown/tensors';
import { mismatch, rounding } from '../../suite/close.ts';
import { reportProblems } from '../../suite/conformance-error.ts';
import type { Rule } from '../../suite/suite.ts';
import type { ModelSubject } from '../model-subject.ts';
import { partOf } from '../part.ts';

const batchSize = 2;

/** Adding to the hidden state keeps the shapes of states; adding 0 changes nothing, and adding something does. */
export function addToHiddenRule(subject: ModelSubject): Rule {
  const { addToHidden } = subject.part as Controller;
  return {
    name: 'addition to the hidden state',
    requires: ['contract'],
    ...(addToHidden === undefined ? { inapplicable: 'the controller has no addToHidden' } : {}),
    check() {
      const [without, nothing, something] = [undefined, 0, 0.5].map((change) => outputAfter(subject, change));
      const problems: string[] = [];
      const problem = mismatch(nothing ?? [], without ?? [], rounding);
      if (problem !== undefined) problems.push(`the output after adding 0 ${problem}`);
      if (mismatch(something ?? [], without ?? [], rounding) === undefined)
        problems.push('adding ½ to the hidden state changes nothing of the next output');
      reportProblems(problems);
    },
  };
}

/** The output of one step after the initial state, to which a number was added. */
function outputAfter(subject: ModelSubject, change: number | undefined): ArrayLike<number> {
  const part = partOf(subject);
  const controller = subject.part as Controller;
  const recurrence = defineRecurrence({
    name: `${controller.name}, addition to the hidden state`,
    parameters: part.parameters,
    inputs: { signal: { shape: [batchSize, part.signalSize], dtype: 'float' } },
    initial: ({ parameters }) => ({ carry: { ...part.initial(parameters, batchSize).state } }),
    step({ parameters, inputs, carry }) {
      const state =
        change === undefined
          ? carry
          : (controller.addToHidden?.(carry, fill([batchSize, part.outputSize], change)) ?? carry);
      for (const [name, { shape }] of Object.entries(carry))
        reportProblems(
          formatShape(state[name]?.shape ?? []) === formatShape(shape)
            ? []
            : [`addToHidden changes the shape of "${name}"`],
        );
      const signal = inputs.signal as Tensor;
      const next = part.step({ parameters, signal, symbol: signal, state, tables: {} });
      return { carry: { ...next.state }, outputs: { output: next.output } };
    },
  });
  const execution = referenceExecutor().prepare(recurrence);
  for (const [path, shape] of Object.entries(part.parameters))
    execution.writeParameter(
      path,
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => Math.sin(1 + index)),
    );
  const signal = Array.from({ length: batchSize * part.signalSize }, (_, index) => Math.cos(index));
  return execution.forward({ steps: 1, inputs: { signal } }).outputs.output?.values ?? [];
}
