import { type PrimitiveName, TensorError } from '@pushdown/tensors';
import { broadcastTo, concat, gather, pad, reshape, scatterAdd, slice, transpose } from './arrange.ts';
import { einsum } from './einsum.ts';
import { binary, cast, comparison, divNoNan, numericUnary, unary, where } from './elementwise.ts';
import { argMax, cumsum, max, reverse, sum } from './reduce.ts';
import { dataTypes, first, type Translation } from './translation.ts';

/** One translation a primitive: a primitive without one is a type error. */
export const translations: { readonly [P in PrimitiveName]: Translation<P> } = {
  leaf: ({ attributes: { role, name } }) => {
    throw new TensorError(`the ${role} "${name}" has no value`);
  },
  fill: ({ tf, attributes: { value }, shape, dtype }) => {
    return () => tf.fill([...shape], value, dataTypes[dtype]);
  },
  range: ({ tf, shape }) => {
    return () => tf.range(0, shape[0] as number, 1, 'int32');
  },

  neg: numericUnary('Neg'),
  abs: numericUnary('Abs'),
  sign: numericUnary('Sign'),
  exp: unary('Exp'),
  log: unary('Log'),
  log1p: unary('Log1p'),
  sqrt: unary('Sqrt'),
  floor: unary('Floor'),
  tanh: unary('Tanh'),
  sigmoid: unary('Sigmoid'),
  logicalNot: unary('LogicalNot'),
  cast,
  stopGradient: () => first,

  add: binary('Add'),
  sub: binary('Sub'),
  mul: binary('Multiply'),
  div: binary('RealDiv'),
  divNoNan,
  pow: binary('Pow'),
  maximum: binary('Maximum'),
  minimum: binary('Minimum'),
  less: comparison('Less'),
  lessEqual: comparison('LessEqual'),
  equal: comparison('Equal'),
  logicalAnd: binary('LogicalAnd'),
  logicalOr: binary('LogicalOr'),
  where,

  sum,
  max,
  argMax,
  cumsum,
  einsum,

  reshape,
  transpose,
  broadcastTo,
  slice,
  pad,
  concat,
  reverse,
  gather,
  scatterAdd,
};
