import type { Dimension, Shape } from '../dimensions.ts';
import type { DataType } from '../tensor.ts';

/** What a leaf of a graph stands for. Executors supply its value. */
export type LeafRole = 'parameter' | 'input' | 'setting' | 'carry' | 'table' | 'gradient' | 'slot';

type None = Readonly<Record<never, never>>;
interface Axes {
  readonly axes: readonly number[];
}

/**
 * The primitives, with what each is told besides its arguments. This is the one list: the tables of shape rules,
 * derivatives, reference kernels (and, in other packages, lowerings and translations) are keyed by it, so an entry
 * missing anywhere is a compile error.
 */
export interface Attributes {
  // Sources
  leaf: { readonly role: LeafRole; readonly name: string; readonly shape: Shape; readonly dtype: DataType };
  /** One number everywhere. */
  fill: { readonly value: number; readonly shape: Shape; readonly dtype: DataType };
  /** 0, 1, 2, … along the only axis. */
  range: { readonly size: Dimension };

  // One argument, element by element
  neg: None;
  exp: None;
  log: None;
  log1p: None;
  sqrt: None;
  abs: None;
  sign: None;
  floor: None;
  tanh: None;
  sigmoid: None;
  logicalNot: None;
  cast: { readonly dtype: DataType };
  /** The value as it is, the derivative zero. */
  stopGradient: None;

  // Two arguments, element by element, with broadcasting
  add: None;
  sub: None;
  mul: None;
  div: None;
  /** Like div, but 0 wherever the divisor is 0. */
  divNoNan: None;
  pow: None;
  maximum: None;
  minimum: None;
  less: None;
  lessEqual: None;
  equal: None;
  logicalAnd: None;
  logicalOr: None;

  // Three arguments
  where: None;

  // Along axes
  sum: Axes;
  max: Axes;
  argMax: { readonly axis: number };
  cumsum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };

  /** Sum of products over labels, such as `bi,io->bo`. No label repeats within one operand. */
  einsum: { readonly left: string; readonly right: string; readonly output: string };

  // Arrangement
  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  broadcastTo: { readonly shape: Shape };
  slice: { readonly begin: Shape; readonly sizes: Shape };
  pad: { readonly paddings: readonly (readonly [Dimension, Dimension])[]; readonly value: number };
  concat: { readonly axis: number };
  reverse: Axes;
  /** Rows of the first argument chosen by the integers of the second. */
  gather: None;
  /** The adjoint of gather: rows of the first argument added up at the integers of the second; `rows` in all. */
  scatterAdd: { readonly rows: number };
}

/** The name of a primitive: an operation that is not made of others. */
export type PrimitiveName = keyof Attributes;
