import {
  broadcastShapes,
  type Dimension,
  formatDimension,
  formatShape,
  isSymbolic,
  type Shape,
  sameDimension,
  subtractSizes,
  sumOfSizes,
} from '../dimensions.ts';
import type { DataType, Tensor } from '../tensor.ts';
import type { Attributes, PrimitiveName } from './attributes.ts';

/** What a primitive results in. */
export interface Signature {
  readonly shape: Shape;
  readonly dtype: DataType;
}

/** Ends the rule with an error; the caller adds the operation and its arguments to the message. */
export type Fail = (message: string) => never;

/** Shape and type of the result, from arguments and attributes of a primitive. */
export type ShapeRule<P extends PrimitiveName> = (
  args: readonly Tensor[],
  attributes: Attributes[P],
  fail: Fail,
) => Signature;

function argument(args: readonly Tensor[], index: number, fail: Fail): Tensor {
  const tensor = args[index];
  return tensor === undefined ? fail(`argument ${index + 1} is missing`) : tensor;
}

function requireType(tensor: Tensor, dtype: DataType, fail: Fail): void {
  if (tensor.dtype !== dtype) fail(`expected a ${dtype} tensor but got ${tensor.dtype}; convert it with cast`);
}

const floatElementwise: ShapeRule<PrimitiveName> = (args, _attributes, fail) => {
  const x = argument(args, 0, fail);
  requireType(x, 'float', fail);
  return { shape: x.shape, dtype: 'float' };
};

const numericElementwise: ShapeRule<PrimitiveName> = (args, _attributes, fail) => {
  const x = argument(args, 0, fail);
  if (x.dtype === 'bool') fail('expected numbers but got bool; convert it with cast');
  return { shape: x.shape, dtype: x.dtype };
};

function broadcastAll(args: readonly Tensor[], fail: Fail): Shape {
  let shape: Shape = [];
  for (const { shape: next } of args) {
    shape =
      broadcastShapes(shape, next) ?? fail(`shapes ${formatShape(shape)} and ${formatShape(next)} do not broadcast`);
  }
  return shape;
}

function sameType(args: readonly Tensor[], fail: Fail): DataType {
  const dtype = argument(args, 0, fail).dtype;
  for (const { dtype: other } of args) {
    if (other !== dtype) fail(`expected equal types but got ${dtype} and ${other}; convert one with cast`);
  }
  return dtype;
}

const arithmetic: ShapeRule<PrimitiveName> = (args, _attributes, fail) => {
  const dtype = sameType(args, fail);
  if (dtype === 'bool') fail('expected numbers but got bool; convert it with cast');
  return { shape: broadcastAll(args, fail), dtype };
};

const floatArithmetic: ShapeRule<PrimitiveName> = (args, attributes, fail) => {
  for (const tensor of args) requireType(tensor, 'float', fail);
  return arithmetic(args, attributes, fail);
};

const comparison: ShapeRule<PrimitiveName> = (args, _attributes, fail) => {
  sameType(args, fail);
  return { shape: broadcastAll(args, fail), dtype: 'bool' };
};

const logical: ShapeRule<PrimitiveName> = (args, _attributes, fail) => {
  for (const tensor of args) requireType(tensor, 'bool', fail);
  return { shape: broadcastAll(args, fail), dtype: 'bool' };
};

function checkAxes(axes: readonly number[], rank: number, fail: Fail): void {
  for (const axis of axes) {
    if (!Number.isInteger(axis) || axis < 0 || axis >= rank)
      fail(`axis ${axis} does not exist in a tensor of rank ${rank}`);
  }
  if (new Set(axes).size !== axes.length) fail(`axes [${axes.join(', ')}] name one axis twice`);
}

/** Reductions drop the reduced axes. */
const reduction: ShapeRule<'sum' | 'max'> = (args, { axes }, fail) => {
  const x = argument(args, 0, fail);
  requireType(x, 'float', fail);
  checkAxes(axes, x.shape.length, fail);
  return { shape: x.shape.filter((_, axis) => !axes.includes(axis)), dtype: 'float' };
};

/** Constant factors and, in order, symbolic ones: two shapes hold equally many elements in every run if these agree. */
function factors(shape: Shape): string {
  const constant = shape.reduce<number>((product, size) => (isSymbolic(size) ? product : product * size), 1);
  return `${constant} ${shape.filter(isSymbolic).map(formatDimension).join(' ')}`;
}

function checkSizes(shape: Shape, fail: Fail): void {
  for (const size of shape) {
    if (!isSymbolic(size) && (!Number.isInteger(size) || size < 0)) fail(`${formatShape(shape)} is not a shape`);
  }
}

/** One rule a primitive: the shape and type of the result, or an error that says what does not fit. */
export const shapeRules: { readonly [P in PrimitiveName]: ShapeRule<P> } = {
  leaf: (_args, { shape, dtype }, fail) => {
    checkSizes(shape, fail);
    return { shape, dtype };
  },
  fill: (_args, { shape, dtype, value }, fail) => {
    checkSizes(shape, fail);
    if (dtype === 'int' && !Number.isInteger(value)) fail(`${value} is no int; convert the int tensor with cast`);
    if (dtype === 'bool' && value !== 0 && value !== 1) fail(`${value} is no bool; convert the bool tensor with cast`);
    return { shape, dtype };
  },
  range: (_args, { size }, fail) => {
    checkSizes([size], fail);
    return { shape: [size], dtype: 'int' };
  },

  neg: numericElementwise,
  abs: numericElementwise,
  sign: numericElementwise,
  exp: floatElementwise,
  log: floatElementwise,
  log1p: floatElementwise,
  sqrt: floatElementwise,
  floor: floatElementwise,
  tanh: floatElementwise,
  sigmoid: floatElementwise,
  logicalNot: logical,
  cast: (args, { dtype }, fail) => ({ shape: argument(args, 0, fail).shape, dtype }),
  stopGradient: (args, _attributes, fail) => {
    const x = argument(args, 0, fail);
    return { shape: x.shape, dtype: x.dtype };
  },

  add: arithmetic,
  sub: arithmetic,
  mul: arithmetic,
  div: floatArithmetic,
  divNoNan: floatArithmetic,
  pow: floatArithmetic,
  maximum: arithmetic,
  minimum: arithmetic,
  less: comparison,
  lessEqual: comparison,
  equal: comparison,
  logicalAnd: logical,
  logicalOr: logical,

  where: (args, _attributes, fail) => {
    requireType(argument(args, 0, fail), 'bool', fail);
    return { shape: broadcastAll(args, fail), dtype: sameType(args.slice(1), fail) };
  },

  sum: reduction,
  max: reduction,
  argMax: (args, { axis }, fail) => {
    const { shape } = reduction(args, { axes: [axis] }, fail);
    return { shape, dtype: 'int' };
  },
  cumsum: (args, { axis }, fail) => {
    const x = argument(args, 0, fail);
    requireType(x, 'float', fail);
    checkAxes([axis], x.shape.length, fail);
    return { shape: x.shape, dtype: 'float' };
  },

  einsum: (args, { left, right, output }, fail) => {
    const sizes = new Map<string, Dimension>();
    for (const [index, labels] of [left, right].entries()) {
      const tensor = argument(args, index, fail);
      requireType(tensor, 'float', fail);
      if (labels.length !== tensor.shape.length) {
        fail(`operand ${index + 1} has rank ${tensor.shape.length} but its labels are "${labels}"`);
      }
      if (new Set(labels).size !== labels.length) fail(`labels "${labels}" name one axis twice`);
      for (const [axis, label] of [...labels].entries()) {
        const size = tensor.shape[axis] as Dimension;
        const known = sizes.get(label);
        if (known !== undefined && !sameDimension(known, size)) {
          fail(
            `label ${label} has size ${formatDimension(known)} in one operand and ${formatDimension(size)} in the other`,
          );
        }
        sizes.set(label, size);
      }
    }
    if (new Set(output).size !== output.length) fail(`labels "${output}" name one axis twice`);
    const shape = [...output].map((label) => sizes.get(label) ?? fail(`label ${label} of the result is in no operand`));
    return { shape, dtype: 'float' };
  },

  reshape: (args, { shape }, fail) => {
    const x = argument(args, 0, fail);
    checkSizes(shape, fail);
    if (factors(x.shape) !== factors(shape))
      fail(`${formatShape(x.shape)} does not hold as many elements as ${formatShape(shape)}`);
    return { shape, dtype: x.dtype };
  },
  transpose: (args, { permutation }, fail) => {
    const x = argument(args, 0, fail);
    checkAxes(permutation, x.shape.length, fail);
    if (permutation.length !== x.shape.length)
      fail(`permutation [${permutation.join(', ')}] must name all ${x.shape.length} axes`);
    return { shape: permutation.map((axis) => x.shape[axis] as Dimension), dtype: x.dtype };
  },
  broadcastTo: (args, { shape }, fail) => {
    const x = argument(args, 0, fail);
    const result = broadcastShapes(x.shape, shape);
    if (
      result === undefined ||
      result.length !== shape.length ||
      !result.every((size, axis) => sameDimension(size, shape[axis] as Dimension))
    ) {
      fail(`${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}`);
    }
    return { shape, dtype: x.dtype };
  },
  slice: (args, { begin, sizes }, fail) => {
    const x = argument(args, 0, fail);
    if (begin.length !== x.shape.length || sizes.length !== x.shape.length)
      fail('begin and sizes need one number for every axis');
    checkSizes(begin, fail);
    checkSizes(sizes, fail);
    for (const [axis, size] of x.shape.entries()) {
      const count = sizes[axis] as Dimension;
      const first = begin[axis] as Dimension;
      const end = sumOfSizes(first, count);
      const left = end === undefined ? undefined : subtractSizes(size, end);
      // A symbolic rest (three elements of `capacity`) may still prove too small when the recurrence runs.
      if (left === undefined || (!isSymbolic(left) && left < 0)) {
        fail(
          `axis ${axis} has ${formatDimension(size)} elements, too few for ${formatDimension(count)} from ${formatDimension(first)}`,
        );
      }
    }
    return { shape: sizes, dtype: x.dtype };
  },
  pad: (args, { paddings }, fail) => {
    const x = argument(args, 0, fail);
    if (paddings.length !== x.shape.length) fail('paddings need one pair for every axis');
    const shape = x.shape.map((size, axis) => {
      const [before, after] = paddings[axis] as readonly [Dimension, Dimension];
      checkSizes([before, after], fail);
      const first = sumOfSizes(size, before);
      const total = first === undefined ? undefined : sumOfSizes(first, after);
      return total ?? fail(`axis ${axis} would have a size that is a sum of two symbolic sizes`);
    });
    return { shape, dtype: x.dtype };
  },
  concat: (args, { axis }, fail) => {
    const first = argument(args, 0, fail);
    checkAxes([axis], first.shape.length, fail);
    const dtype = sameType(args, fail);
    let total: Dimension = 0;
    for (const { shape } of args) {
      if (shape.length !== first.shape.length) fail('all tensors need the same rank');
      for (const [other, size] of shape.entries()) {
        if (other !== axis && !sameDimension(size, first.shape[other] as Dimension)) {
          fail(`shapes ${formatShape(first.shape)} and ${formatShape(shape)} differ outside axis ${axis}`);
        }
      }
      total =
        sumOfSizes(total, shape[axis] as Dimension) ??
        fail(`axis ${axis} would have a size that is a sum of two symbolic sizes`);
    }
    return { shape: first.shape.map((size, other) => (other === axis ? total : size)), dtype };
  },
  reverse: (args, { axes }, fail) => {
    const x = argument(args, 0, fail);
    checkAxes(axes, x.shape.length, fail);
    return { shape: x.shape, dtype: x.dtype };
  },
  gather: (args, _attributes, fail) => {
    const table = argument(args, 0, fail);
    const indices = argument(args, 1, fail);
    requireType(indices, 'int', fail);
    if (table.shape.length === 0) fail('a scalar has no rows to gather');
    return { shape: [...indices.shape, ...table.shape.slice(1)], dtype: table.dtype };
  },
  scatterAdd: (args, { rows }, fail) => {
    const updates = argument(args, 0, fail);
    const indices = argument(args, 1, fail);
    requireType(updates, 'float', fail);
    requireType(indices, 'int', fail);
    const head = updates.shape.slice(0, indices.shape.length);
    if (
      !head.every((size, axis) => sameDimension(size, indices.shape[axis] as Dimension)) ||
      head.length !== indices.shape.length
    ) {
      fail('the updates need one row for every index');
    }
    return { shape: [rows, ...updates.shape.slice(indices.shape.length)], dtype: 'float' };
  },
};
