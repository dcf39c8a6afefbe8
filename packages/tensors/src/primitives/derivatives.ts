import { apply } from '../apply.ts';
import { type Dimension, isSymbolic, type Shape, sameDimension, subtractSizes, sumOfSizes } from '../dimensions.ts';
import { operationError } from '../errors.ts';
import { broadcastTo, pad, reshape, reverse, slice, transpose } from '../operations/arrange.ts';
import {
  add,
  cast,
  divNoNan,
  equal,
  less,
  lessEqual,
  log,
  logicalAnd,
  mul,
  neg,
  pow,
  sign,
  sub,
  where,
} from '../operations/elementwise.ts';
import { cumsum, sum } from '../operations/reduce.ts';
import type { Tensor } from '../tensor.ts';
import type { PrimitiveName } from './attributes.ts';

/**
 * Given ∂L/∂result (`cotangent`), the ∂L/∂argument of every argument, as graph. Undefined: no gradient flows there.
 * `args` and `result` are those of the differentiated application.
 */
export type DerivativeRule<P extends PrimitiveName> = (
  result: Tensor<P>,
  args: readonly Tensor[],
  cotangent: Tensor,
) => readonly (Tensor | undefined)[];

/** Sums a gradient over the axes along which the argument was stretched. */
function unbroadcast(gradient: Tensor, shape: Shape): Tensor {
  const extra = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) => {
    const own = axis < extra ? undefined : (shape[axis - extra] as Dimension);
    return own !== undefined && sameDimension(own, size) ? [] : [axis];
  });
  return axes.length === 0 ? gradient : reshape(sum(gradient, axes), shape);
}

function unary(rule: (x: Tensor, y: Tensor, g: Tensor) => Tensor): DerivativeRule<PrimitiveName> {
  return (y, [x], g) => [rule(x as Tensor, y, g)];
}

function binary(
  rule: (a: Tensor, b: Tensor, y: Tensor, g: Tensor) => readonly [Tensor, Tensor],
): DerivativeRule<PrimitiveName> {
  return (y, [a, b], g) => {
    const [left, right] = rule(a as Tensor, b as Tensor, y, g);
    return [unbroadcast(left, (a as Tensor).shape), unbroadcast(right, (b as Tensor).shape)];
  };
}

const none: DerivativeRule<PrimitiveName> = () => [];

/** 1 where a < b, ½ where they are equal, else 0: the share of the gradient of the argument that must be larger. */
function share(a: Tensor, b: Tensor): Tensor {
  return where(less(a, b), 1, where(equal(a, b), 0.5, 0));
}

/** The gradient of one operand of an einsum. Labels that only this operand has were summed over, so it is equal along them. */
function einsumGradient(
  operand: Tensor,
  labels: string,
  other: { readonly tensor: Tensor; readonly labels: string },
  output: { readonly tensor: Tensor; readonly labels: string },
): Tensor {
  const reached = [...labels].filter((label) => output.labels.includes(label) || other.labels.includes(label));
  const product = apply('einsum', [output.tensor, other.tensor], {
    left: output.labels,
    right: other.labels,
    output: reached.join(''),
  });
  if (reached.length === labels.length) return product;
  const withOnes = operand.shape.map((size, axis) => (reached.includes(labels[axis] as string) ? size : 1));
  return broadcastTo(reshape(product, withOnes), operand.shape);
}

function rest(size: Dimension, begin: Dimension, count: Dimension): Dimension {
  // The shape rule of slice made sure that both exist.
  return subtractSizes(size, sumOfSizes(begin, count) as Dimension) as Dimension;
}

/**
 * One rule a primitive. At singular points the rules give 0 where IEEE arithmetic would give infinity or NaN
 * (log 0, sqrt 0, division by 0, 0^b), so that a zero upstream gradient stays zero.
 */
export const derivatives: { readonly [P in PrimitiveName]: DerivativeRule<P> } = {
  leaf: none,
  fill: none,
  range: none,

  neg: unary((_x, _y, g) => neg(g)),
  exp: unary((_x, y, g) => mul(g, y)),
  log: unary((x, _y, g) => divNoNan(g, x)),
  log1p: unary((x, _y, g) => divNoNan(g, add(1, x))),
  sqrt: unary((_x, y, g) => divNoNan(mul(0.5, g), y)),
  abs: unary((x, _y, g) => mul(g, sign(x))),
  sign: none,
  floor: none,
  tanh: unary((_x, y, g) => mul(g, sub(1, mul(y, y)))),
  sigmoid: unary((_x, y, g) => mul(g, mul(y, sub(1, y)))),
  logicalNot: none,
  cast: none,
  stopGradient: none,

  add: binary((_a, _b, _y, g) => [g, g]),
  sub: binary((_a, _b, _y, g) => [g, neg(g)]),
  mul: binary((a, b, _y, g) => [mul(g, b), mul(g, a)]),
  div: binary((_a, b, y, g) => [divNoNan(g, b), neg(divNoNan(mul(g, y), b))]),
  divNoNan: binary((_a, b, y, g) => [divNoNan(g, b), neg(divNoNan(mul(g, y), b))]),
  pow: binary((a, b, y, g) => {
    const atZero = equal(a, 0);
    // The base is replaced before the power and the logarithm, so that no infinity arises that a later derivative meets. Above
    // b = 1 none does, and 0^(b − 1) has derivatives of its own: the second one of a² at 0 is 2.
    const inBaseReplaced = logicalAnd(atZero, lessEqual(b, 1));
    const power = mul(b, pow(where(inBaseReplaced, 1, a), sub(b, 1)));
    const inBase = where(inBaseReplaced, where(equal(b, 1), 1, 0), power);
    // 0^b is infinite for b < 0, and infinity times ln 1 would be NaN.
    return [mul(g, inBase), mul(g, mul(where(atZero, 0, y), log(where(atZero, 1, a))))];
  }),
  maximum: binary((a, b, _y, g) => [mul(g, share(b, a)), mul(g, share(a, b))]),
  minimum: binary((a, b, _y, g) => [mul(g, share(a, b)), mul(g, share(b, a))]),
  less: none,
  lessEqual: none,
  equal: none,
  logicalAnd: none,
  logicalOr: none,

  where: (_y, [condition, yes, no], g) => [
    undefined,
    unbroadcast(where(condition as Tensor, g, 0), (yes as Tensor).shape),
    unbroadcast(where(condition as Tensor, 0, g), (no as Tensor).shape),
  ],

  sum: ({ attributes }, [x], g) => {
    const { shape } = x as Tensor;
    const kept = shape.map((size, axis) => (attributes.axes.includes(axis) ? 1 : size));
    return [broadcastTo(reshape(g, kept), shape)];
  },
  max: (y, [x], g) => {
    const { shape } = x as Tensor;
    const { axes } = y.attributes;
    const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const largest = cast(equal(x as Tensor, reshape(y, kept)), 'float');
    return [mul(largest, reshape(divNoNan(g, sum(largest, axes)), kept))];
  },
  argMax: none,
  cumsum: ({ attributes: { axis, exclusive, reverse: fromEnd } }, _args, g) => [cumsum(g, axis, exclusive, !fromEnd)],

  einsum: ({ attributes: { left, right, output } }, [a, b], g) => {
    const result = { tensor: g, labels: output };
    return [
      einsumGradient(a as Tensor, left, { tensor: b as Tensor, labels: right }, result),
      einsumGradient(b as Tensor, right, { tensor: a as Tensor, labels: left }, result),
    ];
  },

  reshape: (_y, [x], g) => [reshape(g, (x as Tensor).shape)],
  transpose: ({ attributes: { permutation } }, _args, g) => [
    transpose(
      g,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
  broadcastTo: (_y, [x], g) => [unbroadcast(g, (x as Tensor).shape)],
  slice: ({ attributes: { begin, sizes } }, [x], g) => [
    pad(
      g,
      (x as Tensor).shape.map((size, axis) => {
        const first = begin[axis] as Dimension;
        return [first, rest(size, first, sizes[axis] as Dimension)] as const;
      }),
    ),
  ],
  pad: ({ attributes: { paddings } }, [x], g) => [
    slice(
      g,
      paddings.map(([before]) => before),
      (x as Tensor).shape,
    ),
  ],
  concat: ({ attributes: { axis } }, args, g) => {
    let begin: Dimension = 0;
    return args.map(({ shape }) => {
      const first = begin;
      begin = sumOfSizes(first, shape[axis] as Dimension) as Dimension;
      return slice(
        g,
        shape.map((_, other) => (other === axis ? first : 0)),
        shape,
      );
    });
  },
  reverse: ({ attributes: { axes } }, _args, g) => [reverse(g, axes)],
  gather: (_y, [table, indices], g) => {
    const rows = (table as Tensor).shape[0] as Dimension;
    if (isSymbolic(rows))
      throw operationError(
        'gather: rows chosen from a table of symbolic size carry no gradient; use einsum with oneHot',
      );
    return [apply('scatterAdd', [g, indices as Tensor], { rows })];
  },
  scatterAdd: (_y, [, indices], g) => [apply('gather', [g, indices as Tensor], {})],
};
