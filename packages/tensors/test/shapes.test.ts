import {
  add,
  argMax,
  broadcastTo,
  capacity,
  cast,
  concat,
  defineRecurrence,
  difference,
  einsum,
  element,
  entries,
  exp,
  expandDims,
  extend,
  fill,
  formatGraph,
  formatShape,
  gather,
  greater,
  isTensor,
  linear,
  logicalNot,
  matMul,
  mean,
  mul,
  oneHot,
  ones,
  pad,
  range,
  reshape,
  resolveShape,
  reverse,
  type Shape,
  sameShape,
  slice,
  sliceAxis,
  split,
  squeeze,
  stack,
  sum,
  type Tensor,
  TensorError,
  transpose,
  where,
  zeros,
  zerosLike,
} from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';

/** Tensors with names, as a step gets them. */
function step<T>(use: (tensors: { weights: Tensor; bias: Tensor; symbols: Tensor; hidden: Tensor }) => T): T {
  let result: T | undefined;
  defineRecurrence({
    name: 'cell',
    parameters: { weights: [3, 4], bias: [4] },
    inputs: { symbols: { shape: [2], dtype: 'int' } },
    initial: () => ({ carry: { hidden: zeros([2, 5]) } }),
    step({ parameters, inputs, carry }) {
      const { weights, bias } = parameters as { weights: Tensor; bias: Tensor };
      const hidden = carry.hidden as Tensor;
      result = use({ weights, bias, symbols: inputs.symbols as Tensor, hidden });
      return { carry };
    },
  });
  return result as T;
}

/** The shape as messages write it. */
const shapeOf = (tensor: Tensor): string => formatShape(tensor.shape);

describe('messages name the operation, the shapes and what the tensors are', () => {
  test('parameters and states', () => {
    const attempt = (): unknown => step(({ weights, hidden }) => matMul(hidden, weights));
    expect(attempt).toThrow(TensorError);
    expect(attempt).toThrow(
      'matMul: label k has size 5 in one operand and 3 in the other; given [2, 5] (carry hidden) and [3, 4] (parameter weights)',
    );
  });

  test('inputs and constants', () => {
    expect(() => step(({ symbols, hidden }) => add(hidden, cast(ones([3]), 'float')) ?? symbols)).toThrow(
      'add: shapes [2, 5] and [3] do not broadcast; given [2, 5] (carry hidden) and [3] (constant 1)',
    );
  });

  test('results, with the names they come from', () => {
    expect(() => step(({ weights, bias, hidden }) => add(hidden, exp(add(weights, bias))))).toThrow(
      'add: shapes [2, 5] and [3, 4] do not broadcast; given [2, 5] (carry hidden) and [3, 4] (result of exp of parameter weights, parameter bias)',
    );
  });

  test('the name the author called and not the primitive below it', () => {
    expect(() => step(({ weights, hidden }) => linear(hidden, { weights }))).toThrow(/^linear: /);
    expect(() => squeeze(zeros([2]), 0)).toThrow(/^squeeze: \[2\] does not hold as many elements as \[\]/);
  });
});

describe('tensors of two traces cannot meet', () => {
  test('in an operation', () => {
    const smuggled = step(({ hidden }) => hidden);
    expect(() => step(({ hidden }) => add(hidden, smuggled))).toThrow(
      'add: tensors of two traces (cell, step, cell, step) cannot meet',
    );
  });

  test('but constants belong to every trace', () => {
    const constant = ones([5]);
    expect(step(({ hidden }) => add(hidden, constant)).trace?.name).toBe('cell, step');
    expect(add(constant, 1).trace).toBeUndefined();
  });
});

describe('types', () => {
  test('comparisons make bool, argMax and range make int', () => {
    expect([greater(zeros([2]), 0).dtype, argMax(zeros([2])).dtype, range(3).dtype]).toEqual(['bool', 'int', 'int']);
  });

  test.each([
    ['add', () => add(zeros([2]), range(2)), 'expected equal types but got float and int; convert one with cast'],
    ['exp', () => exp(range(2)), 'expected a float tensor but got int; convert it with cast'],
    ['mul', () => mul(greater(zeros([]), 0), greater(zeros([]), 0)), 'expected numbers but got bool'],
    ['logicalNot', () => logicalNot(zeros([])), 'expected a bool tensor but got float'],
    ['where', () => where(zeros([]), 1, 2), 'expected a bool tensor but got float'],
    ['gather', () => gather(zeros([2]), zeros([])), 'expected a int tensor but got float'],
    ['sum', () => sum(range(2)), 'expected a float tensor but got int'],
  ])('%s refuses the wrong type', (operation, use, message) => {
    expect(use).toThrow(`${operation}: ${message}`);
  });

  test('a number beside an int tensor must be an integer', () => {
    expect(add(range(2), 3).dtype).toBe('int');
    expect(() => mul(range(2), 0.5)).toThrow('mul: 0.5 is no int; convert the int tensor with cast');
    expect(() => where(greater(zeros([]), 0), greater(zeros([]), 0), 2)).toThrow('where: 2 is no bool');
  });

  test('what is neither tensor nor number is refused by name', () => {
    expect(() => exp('1' as never)).toThrow('exp: expected a tensor or a number but got string');
    expect(() => exp(null as never)).toThrow('exp: expected a tensor or a number but got null');
  });

  test('tensors are recognized across copies of the package', () => {
    expect(isTensor(zeros([]))).toBe(true);
    expect(isTensor({ ...zeros([]) })).toBe(true);
    expect([isTensor({ shape: [] }), isTensor(null), isTensor(3)]).toEqual([false, false, false]);
  });
});

describe('shapes of results', () => {
  const x = zeros([2, 3, 4]);
  test.each<[string, Tensor, Shape]>([
    ['add', add(zeros([2, 1]), zeros([3])), [2, 3]],
    ['add of a size 0', add(zeros([0]), zeros([1])), [0]],
    ['sum', sum(x, [0, -1]), [3]],
    ['sum of all', sum(x), []],
    ['sum that keeps axes', sum(x, 1, true), [2, 1, 4]],
    ['mean', mean(x, -1), [2, 3]],
    ['argMax', argMax(x, -1), [2, 3]],
    ['transpose', transpose(x), [4, 3, 2]],
    ['transpose with negative axes', transpose(x, [-1, 0, 1]), [4, 2, 3]],
    ['expandDims', expandDims(x, -1), [2, 3, 4, 1]],
    ['expandDims in the middle', expandDims(x, 1), [2, 1, 3, 4]],
    ['squeeze', squeeze(zeros([2, 1]), -1), [2]],
    ['stack', stack([zeros([2]), zeros([2])], 1), [2, 2]],
    ['concat', concat([x, zeros([2, 1, 4])], 1), [2, 4, 4]],
    ['gather', gather(x, zeros([5, 1], 'int')), [5, 1, 3, 4]],
    ['oneHot', oneHot(zeros([5], 'int'), 7), [5, 7]],
    ['matMul with leading axes', matMul(x, zeros([4, 6])), [2, 3, 6]],
    ['matMul of batches', matMul(x, zeros([2, 4, 6])), [2, 3, 6]],
    ['linear', linear(x, { weights: zeros([4, 6]), bias: zeros([6]) }), [2, 3, 6]],
    ['element', element(x, 1, -1), [2, 4]],
    ['zerosLike', zerosLike(x), [2, 3, 4]],
  ])('%s', (_name, tensor, shape) => {
    expect(tensor.shape).toEqual(shape);
  });

  test('split into equal pieces and into given sizes', () => {
    expect(split(x, 2, 2).map(shapeOf)).toEqual(['[2, 3, 2]', '[2, 3, 2]']);
    expect(split(x, [1, 2], -2).map(shapeOf)).toEqual(['[2, 1, 4]', '[2, 2, 4]']);
  });
});

describe('what does not fit is refused', () => {
  const x = zeros([2, 3]);
  test.each<[string, () => unknown, string]>([
    ['an axis too many', () => sum(x, 2), 'sum: axis 2 does not exist in a tensor of rank 2'],
    ['an axis twice', () => sum(x, [0, -2]), 'sum: axes [0, 0] name one axis twice'],
    ['a fractional axis', () => sum(x, 0.5), 'sum: axis 0.5 does not exist'],
    ['reshape', () => reshape(x, [5]), 'reshape: [2, 3] does not hold as many elements as [5]'],
    ['a negative size', () => zeros([-1]), 'fill: [-1] is not a shape'],
    ['a permutation that is short', () => transpose(x, [0]), 'transpose: permutation [0] must name all 2 axes'],
    ['expandDims beyond the rank', () => expandDims(x, 3), 'expandDims: a tensor of rank 2 has no place 3 for an axis'],
    [
      'expandDims before the first',
      () => expandDims(x, -4),
      'expandDims: a tensor of rank 2 has no place -4 for an axis',
    ],
    ['squeeze beyond the rank', () => squeeze(x, 2), 'squeeze: axis 2 does not exist in a tensor of rank 2'],
    ['broadcastTo', () => broadcastTo(x, [2]), 'broadcastTo: [2, 3] does not broadcast to [2]'],
    ['broadcastTo a size of 1', () => broadcastTo(x, [2, 1]), 'broadcastTo: [2, 3] does not broadcast to [2, 1]'],
    ['slice', () => slice(x, [0, 2], [2, 2]), 'slice: axis 1 has 3 elements, too few for 2 from 2'],
    ['slice without an axis', () => slice(x, [0], [2]), 'slice: begin and sizes need one number for every axis'],
    ['pad', () => pad(x, [[0, 0]]), 'pad: paddings need one pair for every axis'],
    ['concat of ranks', () => concat([x, zeros([2])]), 'concat: all tensors need the same rank'],
    ['concat of sizes', () => concat([x, zeros([2, 2])]), 'concat: shapes [2, 3] and [2, 2] differ outside axis 0'],
    ['concat of nothing', () => concat([]), 'concat: argument 1 is missing'],
    ['reverse', () => reverse(x, 2), 'reverse: axis 2 does not exist'],
    ['split', () => split(x, 2, 1), 'split: axis 1 of size 3 does not split into 2 equal pieces'],
    ['split into sizes', () => split(x, [1, 1], 1), 'split: axis 1 of size 3 does not split into [1, 1]'],
    ['split of a symbolic size', () => split(zeros([capacity]), 2), 'split: needs an axis whose size is a number'],
    ['gather from a scalar', () => gather(zeros([]), zeros([], 'int')), 'gather: a scalar has no rows to gather'],
    ['mean over a symbolic size', () => mean(zeros([capacity])), 'mean: axis 0 has the symbolic size capacity'],
    ['matMul of a vector', () => matMul(x, zeros([3])), 'matMul: both arguments need at least two axes'],
    [
      'matMul of ranks',
      () => matMul(x, zeros([1, 3, 2])),
      'matMul: the second argument needs two axes or as many as the first',
    ],
    ['an equation', () => einsum('ij,jk', x, x), 'einsum: "ij,jk" is not of the form "ab,bc->ac"'],
    [
      'labels of another rank',
      () => einsum('i,jk->i', x, x),
      'einsum i,jk->i: operand 1 has rank 2 but its labels are "i"',
    ],
    ['a label twice', () => einsum('ii,jk->i', x, x), 'labels "ii" name one axis twice'],
    ['a label twice in the result', () => einsum('ij,jk->ii', x, zeros([3, 2])), 'labels "ii" name one axis twice'],
    ['an unknown label', () => einsum('ij,jk->z', x, zeros([3, 2])), 'label z of the result is in no operand'],
  ])('%s', (_name, use, message) => {
    expect(use).toThrow(TensorError);
    expect(use).toThrow(message);
  });
});

describe('symbolic sizes', () => {
  test('add and subtract constants', () => {
    expect(extend(extend(capacity, 2), -3)).toEqual({ symbol: 'capacity', offset: -1 });
    expect(extend(4, 2)).toBe(6);
    expect(difference(extend(capacity, 1), capacity)).toBe(1);
    expect(difference(capacity, entries)).toBeUndefined();
    expect(difference(capacity, 3)).toBeUndefined();
  });

  test('are written as symbol and constant', () => {
    expect(formatShape([2, capacity, extend(entries, 1), extend(entries, -2)])).toBe(
      '[2, capacity, entries+1, entries-2]',
    );
  });

  test('are equal when symbol and constant are', () => {
    expect(sameShape([extend(capacity, 1)], [{ symbol: 'capacity', offset: 1 }])).toBe(true);
    expect(sameShape([capacity], [entries])).toBe(false);
    expect(sameShape([capacity], [extend(capacity, 1)])).toBe(false);
    expect(sameShape([capacity], [1])).toBe(false);
  });

  test('have a value in a run, which cannot be negative', () => {
    expect(resolveShape([2, extend(capacity, 1), entries], { capacity: 5, entries: 0 })).toEqual([2, 6, 0]);
    expect(() => resolveShape([extend(capacity, -3)], { capacity: 2, entries: 0 })).toThrow(
      'the size capacity-3 is -1 in this run (capacity 2, entries 0)',
    );
  });

  test('broadcast with 1 and themselves only', () => {
    const x = zeros([capacity, 1]);
    expect(shapeOf(add(x, zeros([1, 3])))).toBe('[capacity, 3]');
    expect(shapeOf(add(x, x))).toBe('[capacity, 1]');
    expect(() => add(x, zeros([4, 1]))).toThrow('shapes [capacity, 1] and [4, 1] do not broadcast');
    expect(() => add(x, zeros([entries, 1]))).toThrow('do not broadcast');
  });

  test('grow by concat and pad', () => {
    expect(shapeOf(concat([zeros([1]), zeros([capacity]), zeros([2])]))).toBe('[capacity+3]');
    expect(shapeOf(pad(zeros([capacity]), [[1, 1]]))).toBe('[capacity+2]');
    expect(shapeOf(pad(zeros([2]), [[capacity, 1]]))).toBe('[capacity+3]');
    expect(() => concat([zeros([capacity]), zeros([capacity])])).toThrow('a sum of two symbolic sizes');
    expect(() => pad(zeros([capacity]), [[entries, 0]])).toThrow('a sum of two symbolic sizes');
  });

  test('reshape keeps them in their order beside equal constants', () => {
    const x = zeros([2, capacity, 3, entries]);
    expect(shapeOf(reshape(x, [capacity, 6, entries]))).toBe('[capacity, 6, entries]');
    expect(() => reshape(x, [entries, 6, capacity])).toThrow('does not hold as many elements');
    expect(() => reshape(x, [6, capacity])).toThrow('does not hold as many elements');
    expect(() => reshape(x, [5, capacity, entries])).toThrow('does not hold as many elements');
  });

  test('einsum joins labels of equal symbolic size', () => {
    expect(shapeOf(einsum('nb,nc->cb', zeros([entries, 2]), zeros([entries, 3])))).toBe('[3, 2]');
    expect(() => einsum('nb,nc->cb', zeros([entries, 2]), zeros([capacity, 3]))).toThrow(
      'label n has size entries in one operand and capacity in the other',
    );
  });
});

describe('sliceAxis', () => {
  const x = zeros([2, 5]);
  const stacked = zeros([2, capacity]);
  test.each<[string, Tensor, string]>([
    ['to the end', sliceAxis(x, 1, 2), '[2, 3]'],
    ['to an end', sliceAxis(x, 1, 1, 3), '[2, 2]'],
    ['from the end', sliceAxis(x, -1, -2), '[2, 2]'],
    ['without the last', sliceAxis(x, 1, 0, -1), '[2, 4]'],
    ['nothing', sliceAxis(x, 1, 3, 3), '[2, 0]'],
    ['symbolic, without the first', sliceAxis(stacked, 1, 1), '[2, capacity-1]'],
    ['symbolic, without the last', sliceAxis(stacked, 1, 0, -1), '[2, capacity-1]'],
    ['symbolic, the last two', sliceAxis(stacked, 1, -2), '[2, 2]'],
    ['symbolic, first ones', sliceAxis(stacked, 1, 0, 3), '[2, 3]'],
  ])('%s', (_name, tensor, shape) => {
    expect(shapeOf(tensor)).toBe(shape);
  });

  test('refuses ranges that do not exist', () => {
    expect(() => sliceAxis(x, 1, 3, 2)).toThrow('sliceAxis: from 3 to 2 is no range of axis 1, which has 5 elements');
    expect(() => sliceAxis(x, 1, 0, 6)).toThrow('sliceAxis: axis 1 has 5 elements, too few for 6 from 0');
    expect(() => sliceAxis(x, 1, -6)).toThrow('sliceAxis');
    expect(() => sliceAxis(x, 2, 0)).toThrow('sliceAxis: axis 2 does not exist in a tensor of rank 2');
  });
});

test('a graph as text has one line an application', () => {
  const text = formatGraph(step(({ hidden }) => ({ twice: mul(hidden, 2) })));
  expect(text).toBe(
    [
      '%0 [2, 5] = leaf {"role":"carry","name":"hidden","dtype":"float"}',
      '%1 [] = fill {"value":2,"dtype":"float"}',
      '%2 [2, 5] = mul %0 %1',
      'twice = %2',
    ].join('\n'),
  );
});

test('a shared part of a graph stands in it once, and deep graphs do not overflow the stack', () => {
  let deep: Tensor = fill([], 1);
  for (let index = 0; index < 20_000; index++) deep = add(deep, deep);
  expect(formatGraph({ deep }).split('\n')).toHaveLength(20_002);
});
