import {
  abs,
  div,
  divNoNan,
  exp,
  greater,
  log,
  log1p,
  logSoftmax,
  logSumExp,
  max,
  maximum,
  minimum,
  mul,
  pow,
  relu,
  softmax,
  softplus,
  sqrt,
  type Tensor,
  where,
} from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { SingleStep } from './single-step.ts';

const infinity = Number.POSITIVE_INFINITY;

interface Point {
  readonly name: string;
  readonly build: (a: Tensor, b: Tensor) => Tensor;
  readonly at: readonly (number | readonly number[])[];
  readonly value: number | readonly number[];
  /** ∂ sum of the result / ∂ argument; for vectors the weights of the sum are 1, 2, 3, … */
  readonly gradients: readonly (number | readonly number[])[];
}

const list = (numbers: number | readonly number[]): readonly number[] =>
  typeof numbers === 'number' ? [numbers] : numbers;

const points: readonly Point[] = [
  { name: 'log at 0', build: log, at: [0], value: -infinity, gradients: [0] },
  { name: 'log1p at −1', build: log1p, at: [-1], value: -infinity, gradients: [0] },
  { name: 'sqrt at 0', build: sqrt, at: [0], value: 0, gradients: [0] },
  { name: 'div of 1 by 0', build: div, at: [1, 0], value: infinity, gradients: [0, 0] },
  { name: 'div of −1 by 0', build: div, at: [-1, 0], value: -infinity, gradients: [0, 0] },
  { name: 'div of 1 by −0', build: div, at: [1, -0], value: -infinity, gradients: [0, 0] },
  { name: 'div of 0 by 0', build: div, at: [0, 0], value: Number.NaN, gradients: [0, 0] },
  { name: 'divNoNan of 1 by 0', build: divNoNan, at: [1, 0], value: 0, gradients: [0, 0] },
  { name: 'divNoNan of 0 by 0', build: divNoNan, at: [0, 0], value: 0, gradients: [0, 0] },
  { name: '0 to the power of 0', build: pow, at: [0, 0], value: 1, gradients: [0, 0] },
  { name: '0 to the power of ½', build: pow, at: [0, 0.5], value: 0, gradients: [0, 0] },
  { name: '0 to the power of 1', build: pow, at: [0, 1], value: 0, gradients: [1, 0] },
  { name: '0 to the power of 2', build: pow, at: [0, 2], value: 0, gradients: [0, 0] },
  { name: '0 to the power of −1', build: pow, at: [0, -1], value: infinity, gradients: [0, 0] },
  { name: 'exp of −∞', build: exp, at: [-infinity], value: 0, gradients: [0] },
  { name: 'abs at 0', build: abs, at: [0], value: 0, gradients: [0] },
  { name: 'relu at 0', build: relu, at: [0], value: 0, gradients: [0] },
  { name: 'softplus at 0', build: softplus, at: [0], value: Math.LN2, gradients: [0.5] },
  { name: 'softplus at −∞', build: softplus, at: [-infinity], value: 0, gradients: [0] },
  { name: 'maximum of equals', build: maximum, at: [3, 3], value: 3, gradients: [0.5, 0.5] },
  { name: 'minimum of equals', build: minimum, at: [3, 3], value: 3, gradients: [0.5, 0.5] },
  { name: 'maximum of −∞ and −∞', build: maximum, at: [-infinity, -infinity], value: -infinity, gradients: [0.5, 0.5] },
  { name: 'max with a tie of two', build: (x) => max(x), at: [[1, 5, 5, 2]], value: 5, gradients: [[0, 0.5, 0.5, 0]] },
  {
    name: 'max of −∞ only',
    build: (x) => max(x),
    at: [[-infinity, -infinity]],
    value: -infinity,
    gradients: [[0.5, 0.5]],
  },
  {
    name: 'logSumExp with some −∞',
    build: (x) => logSumExp(x),
    at: [[-infinity, 1, 1]],
    value: 1 + Math.LN2,
    gradients: [[0, 0.5, 0.5]],
  },
  {
    name: 'logSumExp of −∞ only',
    build: (x) => logSumExp(x),
    at: [[-infinity, -infinity]],
    value: -infinity,
    gradients: [[0, 0]],
  },
  {
    name: 'softmax with some −∞',
    build: (x) => softmax(x),
    at: [[-infinity, 2, 2]],
    value: [0, 0.5, 0.5],
    // Weights 1, 2, 3 have the mean 2.5 under the result: ½ · (2 − 2.5), ½ · (3 − 2.5).
    gradients: [[0, -0.25, 0.25]],
  },
  {
    name: 'softmax of −∞ only',
    build: (x) => softmax(x),
    at: [[-infinity, -infinity]],
    value: [Number.NaN, Number.NaN],
    gradients: [[0, 0]],
  },
  {
    name: 'logSoftmax with some −∞',
    build: (x) => logSoftmax(x),
    at: [[-infinity, 2, 2]],
    value: [-infinity, -Math.LN2, -Math.LN2],
    // weight − (sum of weights) · softmax
    gradients: [[1, -1, 0]],
  },
  {
    name: 'where beside an infinite branch',
    build: (x) => where(greater(x, 0), log(x), 0),
    at: [[0, 1]],
    value: [0, 0],
    gradients: [[0, 2]],
  },
  {
    name: 'where beside a division by 0',
    build: (a, b) => where(greater(b, 0), div(a, b), 7),
    at: [1, 0],
    value: 7,
    gradients: [0, 0],
  },
];

function at(point: Point, weights: readonly number[]): SingleStep {
  const args = Object.fromEntries(
    point.at.map((values, index) => [
      `x${index}`,
      { shape: typeof values === 'number' ? [] : [values.length], values: list(values) },
    ]),
  );
  return new SingleStep(args, ({ x0, x1 }) => point.build(x0 as Tensor, x1 as Tensor), { weights });
}

describe.each(points.map((point) => [point.name, point] as const))('%s', (_name, point) => {
  const size = list(point.value).length;
  const weights = Array.from({ length: size }, (_, index) => index + 1);

  test('has the IEEE value', () => {
    for (const [index, value] of at(point, weights).result().entries()) {
      const expected = list(point.value)[index] as number;
      if (Number.isFinite(expected)) expect(value).toBeCloseTo(expected, 14);
      else expect(value).toBe(expected);
    }
  });

  test('has the conventional gradient', () => {
    const gradients = at(point, weights).gradients();
    for (const [index, expected] of point.gradients.entries()) {
      const found = gradients[`x${index}`] as number[];
      expect(found).toHaveLength(list(expected).length);
      for (const [place, value] of list(expected).entries()) expect(found[place]).toBeCloseTo(value, 14);
    }
  });

  test('keeps a zero upstream gradient zero', () => {
    const gradients = at(
      point,
      weights.map(() => 0),
    ).gradients();
    for (const values of Object.values(gradients)) for (const value of values) expect(Math.abs(value)).toBe(0);
  });
});

test('logSoftmax of −∞ only is NaN, but its gradient is finite', () => {
  const step = new SingleStep(
    { x: { shape: [2], values: [-infinity, -infinity] } },
    ({ x }) => logSoftmax(x as Tensor),
    {
      weights: [1, 2],
    },
  );
  expect(step.result()).toEqual([Number.NaN, Number.NaN]);
  expect(step.gradients().x?.every(Number.isFinite)).toBe(true);
});

// A chain of log and exp as in log-space memories: an impossible path must not spoil the possible ones.
test('an impossible path in log space leaves the gradients of possible ones exact', () => {
  const step = new SingleStep(
    { x: { shape: [3], values: [0, 0.5, 0.25] } },
    ({ x }) => exp(logSumExp(mul(log(x as Tensor), 1), 0)),
    { weights: [1] },
  );
  expect(step.result()[0]).toBeCloseTo(0.75, 15);
  expect(step.gradients().x?.[0]).toBe(0);
  expect(step.gradients().x?.[1]).toBeCloseTo(1, 14);
});
