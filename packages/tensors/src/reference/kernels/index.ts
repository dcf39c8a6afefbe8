import { TensorError } from '../../errors.ts';
import type { PrimitiveName } from '../../primitives/attributes.ts';
import { broadcastTo, concat, copy, gather, pad, reverse, scatterAdd, slice, transpose } from './arrange.ts';
import { einsum } from './einsum.ts';
import { add, binary, cast, mul, sub, unary, where } from './elementwise.ts';
import type { KernelMaker } from './kernel.ts';
import { argMax, cumsum, max, sum } from './reduce.ts';

const truth = (condition: boolean): number => (condition ? 1 : 0);

/** One reference implementation a primitive, in plain float64 arithmetic; rounding to other formats happens outside. */
export const kernels: { readonly [P in PrimitiveName]: KernelMaker<P> } = {
  leaf: ({ attributes: { role, name } }) => {
    throw new TensorError(`the ${role} "${name}" has no value`);
  },
  fill: ({ attributes: { value } }) => {
    return (out) => out.fill(value);
  },
  range: () => (out) => {
    for (let index = 0; index < out.length; index++) out[index] = index;
  },

  neg: unary((x) => -x),
  exp: unary(Math.exp),
  log: unary(Math.log),
  log1p: unary(Math.log1p),
  sqrt: unary(Math.sqrt),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  floor: unary(Math.floor),
  tanh: unary(Math.tanh),
  // Math.exp(−x) may overflow to infinity, which gives the right limit 0.
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  logicalNot: unary((x) => truth(x === 0)),
  cast,
  stopGradient: copy,

  add,
  sub,
  mul,
  div: binary((a, b) => a / b),
  divNoNan: binary((a, b) => (b === 0 ? 0 : a / b)),
  pow: binary((a, b) => a ** b),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  less: binary((a, b) => truth(a < b)),
  lessEqual: binary((a, b) => truth(a <= b)),
  equal: binary((a, b) => truth(a === b)),
  logicalAnd: binary((a, b) => truth(a !== 0 && b !== 0)),
  logicalOr: binary((a, b) => truth(a !== 0 || b !== 0)),
  where,

  sum,
  max,
  argMax,
  cumsum,
  einsum,

  reshape: copy,
  transpose,
  broadcastTo,
  slice,
  pad,
  concat,
  reverse,
  gather,
  scatterAdd,
};
