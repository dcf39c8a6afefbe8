import { randomStream } from '@pushdown/core';
import {
  concat,
  defineRecurrence,
  element,
  expandDims,
  referenceExecutor,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { mismatch, rounding } from '../../suite/close.ts';
import { reportProblems } from '../../suite/conformance-error.ts';
import type { Rule } from '../../suite/suite.ts';
import { alphabetSize, type ModelSubject } from '../model-subject.ts';
import { partOf, tracedPart } from '../part.ts';

const steps = 6;
const batchSize = 2;

/** A run of the traced step over a sequence is the step written out once for each symbol, state handed to state. */
export function iteratedStepRule(subject: ModelSubject): Rule {
  const hasTables = 'tables' in subject.part && subject.part.tables !== undefined;
  return {
    name: 'iterated step',
    requires: ['contract'],
    ...(hasTables
      ? { inapplicable: 'history tables have symbolic sizes, so that their step cannot be written out' }
      : {}),
    check() {
      const random = randomStream(2, 'conformance/part');
      const draw = (count: number): number[] => Array.from({ length: count }, () => 4 * random.uniform() - 2);
      const part = partOf(subject);
      const parameters = Object.fromEntries(
        Object.entries(part.parameters).map(([path, shape]) => [path, draw(shape.reduce((a, b) => a * b, 1))]),
      );
      const signal = draw(steps * batchSize * part.signalSize);
      const symbol = Array.from({ length: steps * batchSize }, () => random.integer(alphabetSize)).flatMap((id) =>
        Array.from({ length: alphabetSize }, (_, index) => (index === id ? 1 : 0)),
      );
      // Both are laid out time first.
      const traced = run(tracedPart(subject, batchSize), parameters, { steps, inputs: { signal, symbol } });
      const written = run(writtenOut(subject), parameters, { steps: 0, inputs: { signal, symbol } });
      const problem = mismatch(traced, written, rounding);
      reportProblems(
        problem === undefined
          ? []
          : [`the output of a run of ${steps} steps, compared with the step written out, ${problem}`],
      );
    },
  };
}

function run(
  recurrence: Parameters<ReturnType<typeof referenceExecutor>['prepare']>[0],
  parameters: Readonly<Record<string, readonly number[]>>,
  { steps: count, inputs }: { readonly steps: number; readonly inputs: Readonly<Record<string, readonly number[]>> },
): ArrayLike<number> {
  const execution = referenceExecutor().prepare(recurrence);
  for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
  return execution.forward({ steps: count, inputs, capacity: steps }).outputs.output?.values ?? [];
}

/** All steps in the initial state of a recurrence that makes none. */
function writtenOut(subject: ModelSubject): ReturnType<typeof defineRecurrence> {
  const part = partOf(subject);
  return defineRecurrence({
    name: `${subject.part.name}, written out`,
    parameters: part.parameters,
    inputs: {
      signal: { shape: [steps, batchSize, part.signalSize], dtype: 'float', initial: true },
      symbol: { shape: [steps, batchSize, alphabetSize], dtype: 'float', initial: true },
    },
    initial({ parameters, inputs }) {
      let { state, output } = part.initial(parameters, batchSize);
      const outputs: Tensor[] = [output];
      for (let time = 0; time < steps; time++) {
        const at = (name: 'signal' | 'symbol') => element(inputs[name] as Tensor, 0, time);
        ({ state, output } = part.step({ parameters, signal: at('signal'), symbol: at('symbol'), state, tables: {} }));
        outputs.push(output);
      }
      return {
        carry: {},
        outputs: {
          output: concat(
            outputs.map((one) => expandDims(one, 0)),
            0,
          ),
        },
      };
    },
    // Never runs, but has to have the outputs of the initial state.
    step: () => ({ carry: {}, outputs: { output: zeros([steps + 1, batchSize, part.outputSize]) } }),
  });
}
