import {
  capacity,
  concat,
  defineRecurrence,
  element,
  referenceExecutor,
  reshape,
  sliceAxis,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { expect, test } from 'vitest';

/** A stack that pushes every input and moves the rest down; its size is the capacity of the run. */
const recurrence = defineRecurrence({
  name: 'stack',
  parameters: {},
  inputs: { x: { shape: [], dtype: 'float' } },
  initial: () => ({ carry: { stack: zeros([capacity]) } }),
  step({ inputs, carry }) {
    const pushed = reshape(inputs.x as Tensor, [1]);
    const stack = concat([pushed, sliceAxis(carry.stack as Tensor, 0, 0, -1)]);
    return { carry: { stack }, outputs: { stack, bottom: element(stack, 0, -1) } };
  },
});
const execution = referenceExecutor().prepare(recurrence);
const stackAfter = (run: object): number[] => {
  const { carry } = execution.forward({ steps: 3, inputs: { x: [1, 2, 3] }, keepCarry: true, ...run });
  return [...(carry?.stack?.values ?? [])];
};

test('capacity is the number of steps unless the run says otherwise', () => {
  expect(stackAfter({})).toEqual([3, 2, 1]);
  expect(stackAfter({ capacity: 5 })).toEqual([3, 2, 1, 0, 0]);
});

test('one execution serves runs of different capacity', () => {
  expect(stackAfter({ capacity: 4 })).toEqual([3, 2, 1, 0]);
  expect(stackAfter({ steps: 1, inputs: { x: [7] } })).toEqual([7]);
  expect(stackAfter({ capacity: 4 })).toEqual([3, 2, 1, 0]);
});

test('an output of size capacity has it in its shape', () => {
  const { outputs } = execution.forward({ steps: 2, inputs: { x: [1, 2] }, capacity: 3 });
  expect(outputs.stack?.shape).toEqual([2, 3]);
  expect([...(outputs.stack?.values ?? [])]).toEqual([1, 0, 0, 2, 1, 0]);
});

test('a run of zero steps has room for one element', () => {
  expect(stackAfter({ steps: 0, inputs: { x: [] } })).toEqual([0]);
});

test('a carried stack continues in a run of the same capacity only', () => {
  const { carry } = execution.forward({ steps: 1, inputs: { x: [1] }, capacity: 3, keepCarry: true });
  expect(stackAfter({ steps: 2, inputs: { x: [2, 3] }, capacity: 3, carry })).toEqual([3, 2, 1]);
  expect(() => stackAfter({ steps: 2, inputs: { x: [2, 3] }, capacity: 4, carry })).toThrow(
    'stack: the carried state "stack" needs the shape [4] but has 3 values',
  );
});
