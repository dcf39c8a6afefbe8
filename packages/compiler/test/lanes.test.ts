import {
  add,
  argMax,
  broadcastTo,
  concat,
  cumsum,
  defineRecurrence,
  differentiateRecurrence,
  einsum,
  expandDims,
  fill,
  gather,
  max,
  mul,
  pad,
  range,
  reshape,
  reverse,
  sliceAxis,
  sum,
  type Tensor,
  tanh,
  transpose,
  where,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { findLanes, LaneError, type LaneInfo, propagateLanes } from '../src/passes/lanes.ts';
import { leavesOf } from './support/evaluate.ts';

/** `x`, `y` and `k` are computed sequence by sequence, `p`, `q` and `table` are the same for all. */
const { x, y, k, p, q, table } = leavesOf({
  x: [4, 3],
  y: [4, 3],
  k: [4],
  p: [3],
  q: [3, 5],
  table: [4, 3],
}) as Readonly<Record<'x' | 'y' | 'k' | 'p' | 'q' | 'table', Tensor>>;
/** As many rows as there are sequences, by chance: they differ. */
const q4 = range(4);
const condition = fill([], 1, 'bool');

function lanesOf(tensor: Tensor): LaneInfo {
  const batched = new Set([x, y, k]);
  const info = propagateLanes([tensor], (leaf) => ({ axis: batched.has(leaf) ? 0 : undefined, uniform: new Set() }));
  return info.get(tensor) as LaneInfo;
}

describe('the batch', () => {
  const cases: readonly (readonly [string, Tensor, number | undefined])[] = [
    ['elements', tanh(x), 0],
    ['broadcasting a vector', add(x, p), 0],
    ['broadcasting in front', add(x, fill([2, 4, 3], 1)), 1],
    ['two batches', mul(x, y), 0],
    ['a constant that fits', add(x, fill([4, 3], 2)), 0],
    ['where', where(condition, x, 0), 0],
    ['nothing but parameters', mul(p, 2), undefined],
    ['sum over another axis', sum(x, 1), 0],
    ['sum over the batch', sum(x, 0), undefined],
    ['sum over an axis before it', sum(broadcastTo(x, [2, 4, 3]), 0), 0],
    ['max', max(x, 1), 0],
    ['argMax', argMax(x, 1), 0],
    ['cumsum', cumsum(x, 1), 0],
    ['transpose', transpose(x), 1],
    ['reshape that splits another axis', reshape(x, [4, 3, 1]), 0],
    ['a new axis in front', expandDims(x, 0), 1],
    ['slice of another axis', sliceAxis(x, 1, 1), 0],
    [
      'pad of another axis',
      pad(x, [
        [0, 0],
        [1, 1],
      ]),
      0,
    ],
    ['concat of another axis', concat([x, zeros([4, 2])], 1), 0],
    ['reverse of another axis', reverse(x, 1), 0],
    ['matrix product', einsum('bi,io->bo', x, q), 0],
    ['matrix product, batch last', einsum('bi,io->ob', x, q), 1],
    ['product summed over the batch', einsum('bi,bj->ij', x, y), undefined],
    ['product with ones', einsum('bi,b->i', x, fill([4], 1)), undefined],
    ['rows of a table', gather(q, argMax(x, 1)), 0],
  ];
  it.each(cases)('is found through %s', (_name, tensor, axis) => {
    expect(lanesOf(tensor).axis).toBe(axis);
  });

  const mixing: readonly (readonly [string, Tensor])[] = [
    ['elements of two sequences', add(expandDims(k, 0), expandDims(k, 1))],
    ['numbers that differ along the batch', add(x, table)],
    ['an index along the batch', add(argMax(x, 1), range(4))],
    ['max over the batch', max(x, 0)],
    ['argMax over the batch', argMax(x, 0)],
    ['cumsum along the batch', cumsum(x, 0)],
    ['a reshape that joins it', reshape(x, [12])],
    ['a slice of the batch', sliceAxis(x, 0, 1)],
    [
      'padding of the batch',
      pad(x, [
        [1, 0],
        [0, 0],
      ]),
    ],
    ['concatenation along the batch', concat([x, y], 0)],
    ['reversal of the batch', reverse(x, 0)],
    ['outer product of two batches', einsum('bi,ci->bc', x, y)],
    ['product with numbers that differ along the batch', einsum('bi,bi->i', x, table)],
    ['rows of a batch', gather(x, argMax(q, 1))],
  ];
  it.each(mixing)('is lost by %s', (_name, tensor) => {
    expect(() => lanesOf(tensor)).toThrow(LaneError);
  });
});

it('is lost where a batch of 1 is stretched along another axis', () => {
  const { single } = leavesOf({ single: [1, 3] }) as Readonly<Record<'single', Tensor>>;
  const stretched = broadcastTo(single, [1, 5, 3]);
  expect(() => propagateLanes([stretched], () => ({ axis: 0, uniform: new Set() }))).toThrow(LaneError);
});

describe('uniform axes', () => {
  const cases: readonly (readonly [string, Tensor, readonly number[]])[] = [
    ['a constant', fill([4, 3], 1), [0, 1]],
    ['a vector broadcast', broadcastTo(p, [4, 3]), [0]],
    ['a column broadcast', broadcastTo(reshape(p, [3, 1]), [3, 5]), [1]],
    ['what was broadcast, transposed', transpose(broadcastTo(p, [4, 3])), [1]],
    ['sum of another axis', sum(broadcastTo(p, [4, 3]), 1), [0]],
    [
      'padding',
      pad(fill([4, 3], 1), [
        [0, 1],
        [0, 0],
      ]),
      [1],
    ],
    ['concatenation', concat([fill([4, 3], 1), fill([4, 2], 2)], 1), [0]],
    ['a product', einsum('bi,io->bo', fill([4, 3], 1), q), [0]],
    ['a reshape', reshape(broadcastTo(p, [4, 3]), [4, 1, 3]), [0]],
    ['a parameter', q, []],
  ];
  it.each(cases)('of %s', (_name, tensor, axes) => {
    const { axis, uniform } = lanesOf(tensor);
    expect(axis).toBeUndefined();
    expect([...uniform].sort()).toEqual(axes);
  });
});

describe('the lanes of a recurrence', () => {
  it('come to states from inputs, also by way of other states', () => {
    const recurrence = defineRecurrence({
      name: 'chain',
      batchSize: 4,
      parameters: {},
      inputs: { x: { shape: [4, 3], dtype: 'float' } },
      initial: () => ({ carry: { a: zeros([4, 3]), b: zeros([3, 4]), still: zeros([3]) } }),
      step: ({ inputs, carry }) => ({
        carry: {
          a: inputs.x as Tensor,
          b: add(transpose(carry.a as Tensor), mul(carry.b as Tensor, 0.5)),
          still: tanh(carry.still as Tensor),
        },
      }),
    });
    expect(findLanes({ recurrence }).carry).toEqual({ a: 0, b: 1 });
  });

  it('come to states from the inputs of the initial state', () => {
    const recurrence = defineRecurrence({
      name: 'kept',
      batchSize: 4,
      parameters: {},
      inputs: { x: { shape: [4, 3], dtype: 'float', initial: true } },
      initial: ({ inputs }) => ({ carry: { kept: inputs.x as Tensor } }),
      step: ({ carry }) => ({ carry }),
    });
    expect(findLanes({ recurrence }).carry).toEqual({ kept: 0 });
  });

  it('are the first axis of a state that is the same for all sequences, because its gradient may not be', () => {
    const recurrence = defineRecurrence({
      name: 'bottom',
      batchSize: 4,
      parameters: { w: [3] },
      inputs: { x: { shape: [4, 3], dtype: 'float' } },
      initial: ({ parameters }) => ({ carry: { bottom: broadcastTo(parameters.w as Tensor, [4, 3]), different: q4 } }),
      step: ({ inputs, carry }) => ({
        carry: { bottom: zeros([4, 3]), different: carry.different as Tensor },
        outputs: { loss: sum(mul(inputs.x as Tensor, carry.bottom as Tensor)) },
      }),
    });
    const backward = differentiateRecurrence(recurrence, ['w']);
    const lanes = findLanes({ recurrence, backward });
    expect(lanes.carry).toEqual({ bottom: 0 });
    expect(lanes.step.get(backward.step.carry.bottom as Tensor)?.axis).toBe(0);
  });

  it('are those of the state in its gradient', () => {
    const recurrence = defineRecurrence({
      name: 'learned',
      batchSize: 4,
      parameters: { w: [3] },
      inputs: { x: { shape: [4, 3], dtype: 'float' } },
      initial: () => ({ carry: { h: zeros([4, 3]) } }),
      step: ({ parameters, inputs, carry }) => {
        const h = tanh(mul(add(carry.h as Tensor, inputs.x as Tensor), parameters.w as Tensor));
        return { carry: { h }, outputs: { loss: sum(h) } };
      },
    });
    const backward = differentiateRecurrence(recurrence, ['w']);
    const lanes = findLanes({ recurrence, backward });
    expect(lanes.step.get(backward.step.carry.h as Tensor)?.axis).toBe(0);
    expect(lanes.step.get(backward.step.parameters.w as Tensor)?.axis).toBeUndefined();
  });

  it('cannot be found where a state moves its batch', () => {
    const recurrence = defineRecurrence({
      name: 'moving',
      batchSize: 4,
      parameters: {},
      inputs: { x: { shape: [4, 4], dtype: 'float' } },
      initial: () => ({ carry: { h: zeros([4, 4]) } }),
      step: ({ inputs, carry }) => ({ carry: { h: transpose(add(inputs.x as Tensor, carry.h as Tensor)) } }),
    });
    expect(() => findLanes({ recurrence })).toThrow(LaneError);
  });
});
