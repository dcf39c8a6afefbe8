import type { Optimizer } from '@pushdown/core';
import { defineRecurrence, mul, referenceExecutor, sum, type Tensor } from '@pushdown/tensors';
import { updateOf } from '@pushdown/training';

/** A loss that is linear in its one parameter, so that the input is the gradient. */
const linearLoss = defineRecurrence({
  name: 'linear loss',
  parameters: { parameter: [3] },
  inputs: { gradient: { shape: [3], dtype: 'float' } },
  initial: () => ({ carry: {} }),
  step: ({ parameters, inputs }) => ({
    carry: {},
    outputs: { loss: sum(mul(parameters.parameter as Tensor, inputs.gradient as Tensor)) },
  }),
});

/** Where three numbers are after updates by these gradients with learning rate 0.1, and the norms that were reported. */
export function follow(options: {
  readonly optimizer: Optimizer;
  readonly clipNorm?: number | undefined;
  readonly clipValue?: number | undefined;
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}): { readonly end: readonly number[]; readonly norms: readonly number[] } {
  const update = updateOf(options.optimizer, options.clipNorm, options.clipValue);
  const execution = referenceExecutor().prepare(linearLoss, { trainable: ['parameter'], update });
  execution.writeParameter('parameter', options.start);
  const norms = options.gradients.map((gradient, index) => {
    const { reports } = execution.train({ steps: 1, inputs: { gradient } }, { learningRate: 0.1, step: index + 1 });
    return reports.gradientNorm as number;
  });
  return { end: [...execution.readParameter('parameter')], norms };
}
