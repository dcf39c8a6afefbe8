import { add, defineRecurrence, mul, ones, referenceExecutor, sum, type Tensor, zeros } from '@pushdown/tensors';
import { expect, test } from 'vitest';

// A chain in which a parameter reaches the loss only after several steps: front → middle → back and the table → loss.
const recurrence = defineRecurrence({
  name: 'chain',
  parameters: { front: [2], middle: [2], back: [2], start: [2] },
  inputs: { x: { shape: [2], dtype: 'float' } },
  tables: { history: [2] },
  initial: ({ parameters }) => ({
    carry: { first: ones([2]), second: parameters.start as Tensor, third: zeros([2]) },
  }),
  step({ parameters, inputs, carry, tables }) {
    const { first, second, third } = carry as { first: Tensor; second: Tensor; third: Tensor };
    return {
      carry: {
        first: add(first, mul(parameters.front as Tensor, inputs.x as Tensor)),
        second: mul(mul(first, second), parameters.middle as Tensor),
        third: add(mul(second, parameters.back as Tensor), sum(tables.history as Tensor, 0)),
      },
      outputs: { loss: sum(mul(third, third)) },
      entries: { history: second },
    };
  },
});

const run = { steps: 5, inputs: { x: [0.5, -1, 1.5, 0.2, -0.7, 0.9, 0.4, 1.1, -0.3, 0.8] } };

function gradients(trainable: readonly string[]): Readonly<Record<string, ArrayLike<number>>> {
  const execution = referenceExecutor().prepare(recurrence, { trainable });
  for (const [index, path] of Object.keys(recurrence.parameters).entries())
    execution.writeParameter(path, [0.7 + index / 10, 1.2 - index / 5]);
  return execution.gradients(run).gradients;
}

const all = Object.keys(recurrence.parameters);
const subsets = Array.from({ length: 2 ** all.length }, (_, bits) =>
  all.filter((_, index) => (bits >> index) % 2 === 1),
);

// Freezing leaves out work, and must leave out nothing else.
test.each(subsets.map((subset) => [subset.join(', ') || 'nothing', subset] as const))(
  'the gradients of %s do not depend on what else trains',
  (_name, subset) => {
    const whole = gradients(all);
    for (const path of all) expect(whole[path]?.[0]).not.toBe(0);
    expect(gradients(subset)).toEqual(Object.fromEntries(subset.map((path) => [path, whole[path]])));
  },
);
