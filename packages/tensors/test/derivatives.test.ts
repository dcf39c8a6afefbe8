import {
  abs,
  add,
  argMax,
  broadcastTo,
  capacity,
  cast,
  concat,
  cumsum,
  derivatives,
  differentiate,
  div,
  divNoNan,
  einsum,
  equal,
  exp,
  expandDims,
  extend,
  fill,
  floor,
  gather,
  layerNormalization,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  logSoftmax,
  logSumExp,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  type PrimitiveName,
  pad,
  pow,
  range,
  reshape,
  reverse,
  sigmoid,
  sign,
  slice,
  sliceAxis,
  softmax,
  softplus,
  sqrt,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  topologicalOrder,
  transpose,
  where,
} from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { apply } from '../src/apply.ts';
import { expectClose } from './close.ts';
import { elements, irregular, SingleStep } from './single-step.ts';

interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly build: (...args: Tensor[]) => Tensor;
  /** Interval of the arguments; [−1.5, 1.5] by default. */
  readonly between?: readonly [number, number];
  readonly capacity?: number;
  /** The derivative is zero by definition, whatever the slope of the values. */
  readonly zero?: boolean;
}

const positive = [0.2, 2] as const;
const args = (builder: (...args: Tensor[]) => Tensor, ...shapes: (readonly number[])[]): Case => ({
  name: shapes.map((shape) => `[${shape.join(', ')}]`).join(' and '),
  shapes,
  build: builder,
});
const unary = (builder: (x: Tensor) => Tensor, between?: readonly [number, number]): Case[] =>
  [[], [5], [2, 3]].map((shape) => ({ ...args(builder, shape), ...(between === undefined ? {} : { between }) }));
const binary = (builder: (a: Tensor, b: Tensor) => Tensor, between?: readonly [number, number]): Case[] =>
  [
    [[4], [4]],
    [[2, 3], [3]],
    [
      [2, 1],
      [1, 3],
    ],
    [[], [2, 2]],
    [
      [3, 1, 2],
      [2, 1],
    ],
    [
      [1, 1],
      [2, 2],
    ],
  ].map((shapes) => ({ ...args(builder, ...shapes), ...(between === undefined ? {} : { between }) }));
const zero = (cases: readonly Case[]): Case[] => cases.map((one) => ({ ...one, zero: true }));
const named = (name: string, one: Case): Case => ({ ...one, name: `${name}, ${one.name}` });

/** A tensor of size `capacity` (5 in these tests) from one of 3 elements. */
const grown = (x: Tensor): Tensor =>
  pad(x, [[0, extend(capacity, -3)], ...x.shape.slice(1).map(() => [0, 0] as const)]);
const symbolic = (name: string, build: (...args: Tensor[]) => Tensor, ...shapes: (readonly number[])[]): Case => ({
  ...named(name, args(build, ...shapes)),
  capacity: 5,
});
const pick = (...numbers: number[]): Tensor => concat(numbers.map((number) => fill([1], number, 'int')));

const einsumCase = (equation: string, ...shapes: (readonly number[])[]): Case =>
  named(
    equation,
    args((a, b) => einsum(equation, a, b as Tensor), ...shapes),
  );

// One list a primitive; composite operations stand with the primitive that they lean on most.
const cases: { readonly [P in PrimitiveName]: readonly Case[] } = {
  leaf: [args((x) => x, [2, 3])],
  fill: [args((x) => mul(x, fill([3], 2.5)), [2, 3])],
  range: [args((x) => mul(x, cast(range(3), 'float')), [2, 3])],

  neg: unary(neg),
  exp: [
    ...unary(exp),
    named(
      'softmax',
      args((x) => softmax(x, 0), [3, 2]),
    ),
  ],
  log: [
    ...unary(log, positive),
    named(
      'logSumExp',
      args((x) => logSumExp(x, -1), [2, 4]),
    ),
  ],
  log1p: [...unary(log1p, [-0.7, 2]), named('softplus', args(softplus, [5]))],
  sqrt: [
    ...unary(sqrt, positive),
    named(
      'layerNormalization',
      args((x, a, b) => layerNormalization(x, a as Tensor, b as Tensor), [2, 4], [4], [4]),
    ),
  ],
  abs: unary(abs),
  sign: zero(unary(sign)),
  floor: zero(unary(floor)),
  tanh: unary(tanh),
  sigmoid: unary(sigmoid),
  logicalNot: zero(unary((x) => logicalNot(less(x, 0)))),
  cast: [...zero(unary((x) => cast(x, 'int'))), ...zero(unary((x) => cast(x, 'bool')))],
  stopGradient: zero(unary(stopGradient)),

  add: binary(add),
  sub: [
    ...binary(sub),
    named(
      'logSoftmax',
      args((x) => logSoftmax(x, 1), [2, 3]),
    ),
  ],
  mul: [
    ...binary(mul),
    named(
      'both arguments the same',
      args((x) => mul(x, x), [3]),
    ),
  ],
  div: binary(div, positive),
  divNoNan: binary(divNoNan, positive),
  pow: binary(pow, positive),
  maximum: binary(maximum),
  minimum: binary(minimum),
  less: zero(binary(less)),
  lessEqual: zero(binary(lessEqual)),
  equal: zero(binary(equal)),
  logicalAnd: zero(binary((a, b) => logicalAnd(less(a, b), less(a, 1)))),
  logicalOr: zero(binary((a, b) => logicalOr(less(a, b), less(a, 0)))),

  where: [
    ...binary((a, b) => where(less(a, b), mul(2, a), b)),
    named(
      'broadcast condition',
      args((a, b) => where(less(sum(a, 0), 0), a, b as Tensor), [2, 3], [2, 1]),
    ),
  ],

  sum: [
    args((x) => sum(x), [2, 3]),
    args((x) => sum(x, [0, 2]), [2, 3, 2]),
    args((x) => sum(x, 1, true), [2, 3]),
    args((x) => mean(x, [0, 1]), [2, 3]),
    symbolic('symbolic axis', (x) => sum(mul(grown(x), grown(x)), 0), [3, 2]),
  ],
  max: [
    args((x) => max(x), [2, 3]),
    args((x) => max(x, [0, 2]), [2, 3, 2]),
    args((x) => min(x, 0, true), [3, 2]),
    symbolic('symbolic axis', (x) => max(grown(x), 0), [3, 2]),
  ],
  argMax: zero([args((x) => argMax(x, 1), [2, 3])]),
  cumsum: [false, true].flatMap((exclusive) =>
    [false, true].flatMap((backwards) =>
      [0, 1, 2].map((axis) =>
        named(
          `axis ${axis}${exclusive ? ', exclusive' : ''}${backwards ? ', reverse' : ''}`,
          args((x) => cumsum(x, axis, exclusive, backwards), [2, 3, 2]),
        ),
      ),
    ),
  ),

  einsum: [
    einsumCase('bi,io->bo', [2, 3], [3, 2]),
    einsumCase('bik,bkj->bij', [2, 2, 3], [2, 3, 2]),
    einsumCase('i,j->ij', [3], [2]),
    einsumCase('i,j->ji', [3], [2]),
    einsumCase('i,i->', [4], [4]),
    einsumCase('ab,b->b', [3, 2], [2]),
    einsumCase('ab,cd->', [2, 2], [2, 3]),
    einsumCase('ab,c->c', [2, 3], [2]),
    einsumCase('abc,bd->dac', [2, 3, 2], [3, 2]),
    einsumCase(',a->a', [], [3]),
    named(
      'square',
      args((x) => einsum('ij,kj->ik', x, x), [2, 3]),
    ),
    symbolic('symbolic label', (x, y) => einsum('nb,nc->bc', grown(x), grown(y as Tensor)), [3, 2], [3, 1]),
  ],

  reshape: [
    args((x) => reshape(x, [3, 1, 2]), [2, 3]),
    symbolic('symbolic sizes', (x) => sliceAxis(reshape(grown(x), [1, capacity, 2]), 1, 0, 4), [3, 2]),
  ],
  transpose: [args((x) => transpose(x), [2, 3]), args((x) => transpose(x, [1, 2, 0]), [2, 3, 4])],
  broadcastTo: [
    args((x) => broadcastTo(x, [2, 3]), [3]),
    args((x) => broadcastTo(x, [2, 3, 2]), [3, 1]),
    symbolic('symbolic size', (x) => sum(mul(broadcastTo(x, [capacity, 2]), broadcastTo(x, [capacity, 2])), 0), [1, 2]),
  ],
  slice: [
    args((x) => slice(x, [1, 0, 1], [1, 2, 2]), [3, 2, 3]),
    args((x) => slice(x, [1], [0]), [3]),
    symbolic('symbolic size', (x) => sum(sliceAxis(mul(grown(x), grown(x)), 0, 1), 0), [3, 2]),
    symbolic('symbolic begin', (x) => slice(grown(x), [extend(capacity, -3), 0], [2, 2]), [3, 2]),
  ],
  pad: [
    args(
      (x) =>
        pad(
          x,
          [
            [1, 2],
            [0, 1],
          ],
          7,
        ),
      [2, 2],
    ),
    symbolic('symbolic begin', (x) => slice(pad(x, [[capacity, 1]]), [extend(capacity, -1)], [4]), [3]),
  ],
  concat: [
    args((a, b) => concat([a, b as Tensor, a], 1), [2, 1], [2, 3]),
    symbolic('symbolic begin', (a, b) => sliceAxis(concat([grown(a), b as Tensor, a]), 0, 1, 6), [3, 2], [2, 2]),
    symbolic(
      'a stack that moves down',
      (a, b) => sliceAxis(concat([b as Tensor, sliceAxis(grown(a), 0, 0, -1)]), 0, 0, 4),
      [3, 2],
      [1, 2],
    ),
  ],
  reverse: [args((x) => reverse(x, 1), [2, 3]), args((x) => reverse(x, [0, 2]), [2, 3, 2])],
  gather: [
    args((x) => gather(x, pick(2, 0, 2)), [3, 2]),
    args((x) => gather(x, reshape(pick(1, 1, 0, 2), [2, 2])), [3]),
    args((x) => gather(x, fill([], 1, 'int')), [3, 2]),
  ],
  scatterAdd: [
    args((x) => apply('scatterAdd', [x, pick(2, 0, 2)], { rows: 4 }), [3, 2]),
    args((x) => apply('scatterAdd', [x, reshape(pick(1, 0, 1, 1), [2, 2])], { rows: 2 }), [2, 2]),
  ],
};

function singleStep(one: Case, build: Case['build']): SingleStep {
  const [low, high] = one.between ?? [-1.5, 1.5];
  const values = one.shapes.map((shape, index) => ({ shape, values: irregular(elements(shape), low, high, index) }));
  return new SingleStep(
    Object.fromEntries(values.map((value, index) => [`x${index}`, value])),
    (tensors) => build(...one.shapes.map((_, index) => tensors[`x${index}`] as Tensor)),
    one.capacity === undefined ? {} : { capacity: one.capacity },
  );
}

/** The gradient of the weighted result as one vector: a result that can be differentiated once more. */
function gradientOf(build: Case['build']): Case['build'] {
  return (...tensors) => {
    const result = build(...tensors);
    const weights = irregular(elements(result.shape as number[]), -1, 1, 7);
    const cotangent = reshape(concat([fill([0], 0), ...weights.map((weight) => fill([1], weight))]), result.shape);
    const gradients = differentiate([{ result, cotangent }], tensors);
    return concat(
      gradients.map((gradient, index) => {
        const argument = tensors[index] as Tensor;
        return reshape(gradient ?? fill(argument.shape, 0), [elements(argument.shape as number[])]);
      }),
    );
  };
}

const primitives = Object.keys(derivatives) as PrimitiveName[];

test.each(primitives)('%s has a case that uses it', (primitive) => {
  expect(cases[primitive]?.length ?? 0).toBeGreaterThan(0);
  const used = cases[primitive].flatMap((one) => topologicalOrder([singleStep(one, one.build).graph]));
  expect(used.map((tensor) => tensor.primitive)).toContain(primitive);
});

describe.each(primitives)('derivative of %s', (primitive) => {
  test.each((cases[primitive] ?? []).map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const step = singleStep(one, one.build);
    const gradients = step.gradients();
    if (one.zero === true) {
      for (const values of Object.values(gradients)) for (const value of values) expect(value).toBe(0);
    } else expectClose(gradients, step.differences(), 1e-6);
  });
});

describe.each(primitives.filter((primitive) => cases[primitive]?.some((one) => one.zero !== true)))(
  'second derivative of %s',
  (primitive) => {
    const smooth = cases[primitive].filter((one) => one.zero !== true);
    test.each(smooth.map((one) => [one.name, one] as const))('%s', (_name, one) => {
      const step = singleStep(one, gradientOf(one.build));
      expectClose(step.gradients(), step.differences(), 1e-6);
    });
  },
);

test.each([
  // The n-th derivatives of a^b at 0, as analysis has them where they are finite.
  [1, [1, 0, 0]],
  [2, [0, 2, 0]],
  [3, [0, 0, 6]],
  [2.5, [0, 0]],
])('derivatives of a to the power of %d at 0', (exponent, expected) => {
  let build: Case['build'] = (a) => pow(a as Tensor, exponent);
  const found = expected.map(() => {
    const previous = build;
    const step = new SingleStep({ x0: { shape: [], values: [0] } }, ({ x0 }) => previous(x0 as Tensor), {
      weights: [1],
    });
    build = (a) => {
      const result = previous(a as Tensor);
      const [gradient] = differentiate([{ result, cotangent: fill([], 1) }], [a as Tensor]);
      return gradient ?? fill([], 0);
    };
    return step.gradients().x0?.[0];
  });
  expect(found.map((value) => (value ?? Number.NaN) + 0)).toEqual(expected);
});

test('a source that no result depends on has no gradient', () => {
  let gradients: (Tensor | undefined)[] = [];
  new SingleStep({ a: { shape: [], values: [1] }, b: { shape: [], values: [1] } }, ({ a, b }) => {
    gradients = differentiate([{ result: exp(a as Tensor), cotangent: fill([], 1) }], [a as Tensor, b as Tensor]);
    return expandDims(a as Tensor, 0);
  });
  expect(gradients[0]).toBeDefined();
  expect(gradients[1]).toBeUndefined();
});

test('a cotangent of another shape than its result is refused', () => {
  const result = fill([2], 0);
  expect(() => differentiate([{ result, cotangent: fill([3], 1) }], [])).toThrow(
    'differentiate: the gradient of [2] (constant 0) cannot have the shape [3]',
  );
});

test('gather from a table of symbolic size says why it has no gradient', () => {
  const one: Case = symbolic('', (x) => gather(grown(x), pick(0)), [3]);
  expect(() => singleStep(one, one.build).gradients()).toThrow('use einsum with oneHot');
});
