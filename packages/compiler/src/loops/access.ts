import {
  type Attributes,
  type Dimension,
  isSymbolic,
  type PrimitiveName,
  type Shape,
  type Tensor,
} from '@pushdown/tensors';
import {
  add,
  atom,
  atomsOf,
  constantOf,
  constantValue,
  equals,
  linearIn,
  multiply,
  type Polynomial,
  subtract,
  zero,
} from '../index-maps/polynomial.ts';
import { type AccessContext, type Alternative, NeedsBuffer, type Restriction } from './alternatives.ts';
import { type Expression, isZero, laneAtom, timeAtom } from './kernel.ts';
import { roundedValue } from './rounded.ts';
import { sizeOf, slotSize, stridesOf } from './sizes.ts';
import { laneAxisOf, type Stored, sizesOf } from './stored.ts';

const elementwise: ReadonlySet<PrimitiveName> = new Set<PrimitiveName>([
  'neg',
  'exp',
  'log',
  'log1p',
  'sqrt',
  'abs',
  'sign',
  'floor',
  'tanh',
  'sigmoid',
  'logicalNot',
  'cast',
  'add',
  'sub',
  'mul',
  'div',
  'divNoNan',
  'pow',
  'maximum',
  'minimum',
  'less',
  'lessEqual',
  'equal',
  'logicalAnd',
  'logicalOr',
  'where',
]);

export function isElementwise(primitive: PrimitiveName): boolean {
  return elementwise.has(primitive);
}

/** Most alternatives that one kernel is split into; beyond that, pieces are put together in memory first. */
const maximumAlternatives = 12;

/**
 * The element of a tensor at an index, as an expression over stored tensors: slices, transpositions, reshapes, broadcasts,
 * concatenations and paddings become other indices, and no copies.
 *
 * @throws NeedsBuffer for a tensor that cannot be read this way without being stored.
 */
export function access(tensor: Tensor, index: readonly Polynomial[], context: AccessContext): readonly Alternative[] {
  const stored = context.stored(tensor);
  if (stored !== undefined) {
    const load = place(tensor, laidOut(tensor.shape, stored), laneAxisOf(stored), index, stored, context);
    const positive = rowsLeft(tensor.shape, index, stored);
    return always(asStored(tensor, positive.length === 0 ? load : { ...load, positive }));
  }
  const alternatives = accessComputed(tensor, index, context);
  if (!context.isRounded(tensor)) return alternatives;
  return alternatives.map((each) => ({ ...each, expression: roundedValue(each.expression) }));
}

/** The same for a tensor that is not stored. */
function accessComputed(tensor: Tensor, index: readonly Polynomial[], context: AccessContext): readonly Alternative[] {
  const [x] = tensor.arguments as [Tensor];
  const attributes = tensor.attributes as never;
  if (elementwise.has(tensor.primitive)) return combine(tensor, index, context);
  switch (tensor.primitive) {
    case 'fill':
      return always(asStored(tensor, { kind: 'constant', value: (attributes as Attributes['fill']).value }));
    case 'range':
      return always({ kind: 'index', value: index[0] as Polynomial });
    case 'broadcastTo':
      return access(x, broadcastIndex(x.shape, index), context);
    case 'transpose': {
      const { permutation } = attributes as Attributes['transpose'];
      return access(
        x,
        x.shape.map((_, axis) => index[permutation.indexOf(axis)] as Polynomial),
        context,
      );
    }
    case 'slice': {
      const { begin } = attributes as Attributes['slice'];
      return access(
        x,
        index.map((at, axis) => add(at, sizeOf(begin[axis] as Dimension))),
        context,
      );
    }
    case 'reverse': {
      const { axes } = attributes as Attributes['reverse'];
      return access(
        x,
        index.map((at, axis) =>
          axes.includes(axis) ? subtract(add(sizeOf(tensor.shape[axis] as Dimension), constantOf(-1)), at) : at,
        ),
        context,
      );
    }
    case 'stopGradient':
      return access(x, index, context);
    case 'reshape':
      return accessReshaped(tensor, x, index, context);
    case 'concat':
      return accessConcat(tensor as Tensor<'concat'>, index, context);
    case 'pad':
      return accessPadded(tensor as Tensor<'pad'>, index, context);
    case 'einsum':
      return accessProduct(tensor as Tensor<'einsum'>, index, context);
    default:
      throw new NeedsBuffer(tensor);
  }
}

/** Truth values are stored as 0 and 1, and computed with as masks. */
function asStored({ dtype }: Tensor, load: Expression): Expression {
  return dtype === 'bool' ? notZero(load) : load;
}

function notZero(x: Expression): Expression {
  const isZero: Expression = { kind: 'operation', primitive: 'equal', args: [x, { kind: 'constant', value: 0 }] };
  return { kind: 'operation', primitive: 'logicalNot', args: [isZero] };
}

function always(expression: Expression): readonly Alternative[] {
  return [{ restrictions: [], expression }];
}

/** The index of an argument that is broadcast: aligned at the last axis, 0 along axes of size 1. */
function broadcastIndex(shape: Shape, index: readonly Polynomial[]): Polynomial[] {
  const missing = index.length - shape.length;
  return shape.map((size, axis) => (size === 1 ? zero : (index[axis + missing] as Polynomial)));
}

/** A shape with the sizes by which it is laid out in memory. */
function laidOut(shape: Shape, stored: Stored): Shape {
  const sizes = [...sizesOf(stored)];
  const lane = laneAxisOf(stored);
  return shape.map((size, axis) => (axis === lane ? size : (sizes.shift() as Dimension)));
}

/** How many more rows the entry that is read has, along every axis that grows: the entry of step s has as many as it had then. */
function rowsLeft(shape: Shape, index: readonly Polynomial[], stored: Stored): Polynomial[] {
  const [entry] = index as [Polynomial];
  if (stored.table !== true) return [];
  return laidOut(shape, stored).flatMap((size, axis) =>
    axis > 0 && isSymbolic(size) && size.symbol === 'entries'
      ? [subtract(add(entry, constantOf(size.offset)), index[axis] as Polynomial)]
      : [],
  );
}

/** The place of an element in its buffer, as if the buffer had the given shape and its batch at the given axis. */
function place(
  tensor: Tensor,
  shape: Shape,
  lane: number | undefined,
  index: readonly Polynomial[],
  { buffer, slot }: Stored,
  context: AccessContext,
): Extract<Expression, { kind: 'load' }> {
  const unit = lane === undefined ? 1 : context.laneCount;
  const axes = [...shape.keys()].filter((axis) => axis !== lane);
  const strides = stridesOf(
    axes.map((axis) => shape[axis] as Dimension),
    unit,
  );
  let offset = multiply(slot, slotSize(buffer.sizes, unit));
  for (const [position, axis] of axes.entries()) {
    let at = index[axis] as Polynomial;
    if (atomsOf(at).has(laneAtom)) {
      // Equal for all sequences by construction: any of its elements will do.
      if (shape[axis] !== 1 && !context.lane(tensor).uniform.has(axis)) throw new NeedsBuffer(tensor);
      at = zero;
    }
    offset = add(offset, multiply(at, strides[position] as Polynomial));
  }
  // Where the batch is not asked for by lane, all lanes must hold the same; then the first is read.
  const asked = lane !== undefined && equals(index[lane] as Polynomial, atom(laneAtom));
  if (lane !== undefined && !asked && shape[lane] !== 1 && context.lane(tensor).axis !== undefined)
    throw new NeedsBuffer(tensor);
  if (asked) offset = add(offset, atom(laneAtom));
  return { kind: 'load', buffer, slot, offset };
}

interface Combination {
  readonly restrictions: readonly Restriction[];
  readonly args: readonly Expression[];
}

/** Every combination of the alternatives of reading some tensors at an index each. */
function combinationsOf(
  reads: readonly { readonly argument: Tensor; readonly index: readonly Polynomial[] }[],
  context: AccessContext,
): readonly Combination[] {
  const { reduce: _, ...within } = context;
  let combinations: Combination[] = [{ restrictions: [], args: [] }];
  for (const { argument, index } of reads) {
    const alternatives = access(argument, index, within);
    combinations = combinations.flatMap(({ restrictions, args }) =>
      alternatives.map((alternative) => ({
        restrictions: [...restrictions, ...alternative.restrictions],
        args: [...args, alternative.expression],
      })),
    );
    combinations = combinations.filter(({ restrictions }) => !isEmpty(restrictions));
    if (combinations.length > maximumAlternatives) throw new NeedsBuffer(deepestPiecewise(argument, context));
  }
  return combinations;
}

/** A product of matrices that sums nothing up, or one that is a kernel of its own. */
function accessProduct(
  tensor: Tensor<'einsum'>,
  index: readonly Polynomial[],
  context: AccessContext,
): readonly Alternative[] {
  const { reduce, ...within } = context;
  if (!isOuterProduct(tensor)) {
    if (reduce === undefined) throw new NeedsBuffer(tensor);
    return reduce(tensor, index, within);
  }
  const { left, right, output } = tensor.attributes;
  const reads = [left, right].map((labels, place) => ({
    argument: tensor.arguments[place] as Tensor,
    index: [...labels].map((label) => index[output.indexOf(label)] as Polynomial),
  }));
  return combinationsOf(reads, context).map(({ restrictions, args }) => ({
    restrictions,
    expression: args.some(isZero) ? { kind: 'constant', value: 0 } : { kind: 'operation', primitive: 'mul', args },
  }));
}

/** Whether every element of a product is one product of two numbers. */
export function isOuterProduct(tensor: Tensor): boolean {
  if (tensor.primitive !== 'einsum') return false;
  const { left, right, output } = (tensor as Tensor<'einsum'>).attributes;
  return [...left, ...right].every((label) => output.includes(label));
}

/** Every combination of the arguments' alternatives. */
function combine(tensor: Tensor, index: readonly Polynomial[], context: AccessContext): readonly Alternative[] {
  const reads = tensor.arguments.map((argument) => ({ argument, index: broadcastIndex(argument.shape, index) }));
  const combinations = combinationsOf(reads, context);
  if (tensor.primitive === 'cast')
    return combinations.map(({ restrictions, args }) => ({
      restrictions,
      expression: castOf(tensor, args[0] as Expression),
    }));
  // Masks are no numbers to compare: all bits set is a NaN.
  const compares = isComparison(tensor.primitive) && tensor.arguments[0]?.dtype === 'bool';
  return combinations.map(({ restrictions, args }) => ({
    restrictions,
    expression: withoutZero({
      kind: 'operation',
      primitive: tensor.primitive,
      args: compares ? args.map(asNumber) : args,
    }),
  }));
}

/** Pieces that meet padding often add nothing to it. */
function withoutZero(expression: Extract<Expression, { kind: 'operation' }>): Expression {
  if (expression.primitive !== 'add') return expression;
  const [a, b] = expression.args as [Expression, Expression];
  return isZero(a) ? b : isZero(b) ? a : expression;
}

/** Conversions between numbers that are all kept as floats. */
function castOf(tensor: Tensor, x: Expression): Expression {
  const from = (tensor.arguments[0] as Tensor).dtype;
  if (tensor.dtype === 'bool') return from === 'bool' ? x : notZero(x);
  if (tensor.dtype === 'int' && from === 'float') return { kind: 'operation', primitive: 'cast', args: [x] };
  return from === 'bool' ? asNumber(x) : x;
}

/** A mask as 1 or 0. */
export function asNumber(condition: Expression): Expression {
  return {
    kind: 'operation',
    primitive: 'where',
    args: [condition, { kind: 'constant', value: 1 }, { kind: 'constant', value: 0 }],
  };
}

function isComparison(primitive: PrimitiveName): boolean {
  return primitive === 'less' || primitive === 'lessEqual' || primitive === 'equal';
}

/** What to store so that a tensor is read as fewer pieces: the first concatenation or padding on the way, or itself. */
function deepestPiecewise(tensor: Tensor, context: AccessContext): Tensor {
  for (let next = tensor; next.arguments.length > 0; next = next.arguments[0] as Tensor) {
    const piecewise = next.primitive === 'concat' || next.primitive === 'pad';
    if (piecewise && context.stored(next) === undefined) return next;
  }
  return tensor;
}

/** Whether restrictions contradict each other for all sizes. */
function isEmpty(restrictions: readonly Restriction[]): boolean {
  const byVariable = new Map<string, { lower: Polynomial[]; upper: Polynomial[] }>();
  for (const { variable, lower, upper } of restrictions) {
    const known = byVariable.get(variable) ?? { lower: [], upper: [] };
    known.lower.push(...lower);
    known.upper.push(...upper);
    byVariable.set(variable, known);
  }
  return [...byVariable.values()].some(({ lower, upper }) =>
    lower.some((low) => upper.some((high) => (constantValue(subtract(high, low)) ?? 1) <= 0)),
  );
}

/** The alternatives of reading one of several pieces that lie one after the other along an axis. */
function pieces(
  tensor: Tensor,
  at: Polynomial,
  parts: readonly {
    readonly begin: Polynomial;
    readonly end: Polynomial;
    readonly read: (at: Polynomial) => readonly Alternative[];
  }[],
): readonly Alternative[] {
  let atoms = [...atomsOf(at)].filter((name) => /^[vr]\d+$/.test(name));
  if (atoms.length === 0) {
    // The same element at every point of the loops: the piece it lies in is known, or depends on the step.
    const part = parts.find(
      ({ begin, end }) =>
        (constantValue(subtract(at, begin)) ?? -1) >= 0 && (constantValue(subtract(end, at)) ?? 0) > 0,
    );
    if (part !== undefined) return part.read(subtract(at, part.begin));
    if (!parts.every(({ begin, end }) => isTimed(subtract(at, begin)) && isTimed(subtract(at, end))))
      throw new NeedsBuffer(tensor);
    atoms = [timeAtom];
  }
  const [variable] = atoms as [string];
  if (variable === timeAtom) return piecesByStep(at, parts);
  const linear = linearIn(at, variable);
  if (atoms.length > 1 || linear === undefined || Math.abs(constantValue(linear.coefficient) ?? 0) !== 1)
    throw new NeedsBuffer(tensor);
  const forward = constantValue(linear.coefficient) === 1;
  return parts.flatMap(({ begin, end, read }) => {
    // begin ≤ ±v + rest < end
    const restriction: Restriction = forward
      ? { variable, lower: [subtract(begin, linear.rest)], upper: [subtract(end, linear.rest)] }
      : {
          variable,
          lower: [add(subtract(linear.rest, end), constantOf(1))],
          upper: [add(subtract(linear.rest, begin), constantOf(1))],
        };
    return read(subtract(at, begin)).map(({ restrictions, expression }) => ({
      restrictions: [restriction, ...restrictions],
      expression,
    }));
  });
}

interface Piece {
  readonly begin: Polynomial;
  readonly end: Polynomial;
  readonly read: (at: Polynomial) => readonly Alternative[];
}

/** The alternatives where the step decides which piece an element lies in. */
function piecesByStep(at: Polynomial, parts: readonly Piece[]): readonly Alternative[] {
  return parts.flatMap(({ begin, end, read }) => {
    // begin ≤ at < end: what does not contain t is a condition on t, what does is always or never so.
    const [fromBegin, toEnd] = [subtract(at, begin), subtract(end, at)];
    const known = [constantValue(fromBegin), (constantValue(toEnd) ?? 1) - 1];
    if (known.some((value) => value !== undefined && value < 0)) return [];
    const t = atom(timeAtom);
    const restriction: Restriction = {
      variable: timeAtom,
      // t + c ≥ 0, and −t + c > 0.
      lower: constantValue(fromBegin) === undefined ? [subtract(t, fromBegin)] : [],
      upper: constantValue(toEnd) === undefined ? [add(toEnd, t)] : [],
    };
    return read(fromBegin).map(({ restrictions, expression }) => ({
      restrictions: [restriction, ...restrictions],
      expression,
    }));
  });
}

/** t plus a constant, or a constant. */
function isTimed(p: Polynomial): boolean {
  const linear = linearIn(p, timeAtom);
  if (linear === undefined || constantValue(linear.rest) === undefined) return false;
  const factor = constantValue(linear.coefficient);
  return factor === 0 || factor === 1;
}

function accessConcat(
  tensor: Tensor<'concat'>,
  index: readonly Polynomial[],
  context: AccessContext,
): readonly Alternative[] {
  const { axis } = tensor.attributes;
  let begin = zero;
  const parts = tensor.arguments.map((piece) => {
    const first = begin;
    begin = add(begin, sizeOf(piece.shape[axis] as Dimension));
    return {
      begin: first,
      end: begin,
      read: (at: Polynomial) =>
        access(
          piece,
          index.map((other, place) => (place === axis ? at : other)),
          context,
        ),
    };
  });
  return pieces(tensor, index[axis] as Polynomial, parts);
}

function accessPadded(
  tensor: Tensor<'pad'>,
  index: readonly Polynomial[],
  context: AccessContext,
): readonly Alternative[] {
  const [x] = tensor.arguments as [Tensor];
  const { paddings, value } = tensor.attributes;
  const padding = always(asStored(tensor, { kind: 'constant', value }));
  const readFrom = (axis: number, inner: readonly Polynomial[]): readonly Alternative[] => {
    if (axis === paddings.length) return access(x, inner, context);
    const [before, after] = paddings[axis] as readonly [Dimension, Dimension];
    const next = (at: Polynomial): readonly Alternative[] =>
      readFrom(
        axis + 1,
        inner.map((other, place) => (place === axis ? at : other)),
      );
    if (before === 0 && after === 0) return next(inner[axis] as Polynomial);
    const begin = sizeOf(before);
    const end = add(begin, sizeOf(x.shape[axis] as Dimension));
    return pieces(
      tensor,
      inner[axis] as Polynomial,
      [
        { begin: zero, end: begin, read: () => padding },
        { begin, end, read: next },
        { begin: end, end: add(end, sizeOf(after)), read: () => padding },
      ].filter((part) => !equals(part.begin, part.end)),
    );
  };
  return readFrom(0, index);
}

/** Axes of the old and the new shape that hold the same elements, in order: [old axes, new axes]. */
function axisGroups(from: Shape, to: Shape): { readonly old: number[]; readonly next: number[] }[] | undefined {
  const groups: { old: number[]; next: number[] }[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const old: number[] = [];
    const next: number[] = [];
    const sizes = { old: 1, next: 1 };
    const take = (side: 'old' | 'next'): boolean => {
      const axis = side === 'old' ? i++ : j++;
      const size = (side === 'old' ? from : to)[axis];
      if (size === undefined || isSymbolic(size)) return false;
      (side === 'old' ? old : next).push(axis);
      sizes[side] *= size;
      return true;
    };
    const [a, b] = [from[i], to[j]];
    if (a !== undefined && b !== undefined && isSymbolic(a) && isSymbolic(b)) {
      old.push(i++);
      next.push(j++);
    } else if (a === 1) old.push(i++);
    else if (b === 1) next.push(j++);
    else {
      if (!take('old') || !take('next')) return undefined;
      while (sizes.old !== sizes.next) if (!take(sizes.old < sizes.next ? 'old' : 'next')) return undefined;
    }
    groups.push({ old, next });
  }
  return groups;
}

function accessReshaped(
  tensor: Tensor,
  x: Tensor,
  index: readonly Polynomial[],
  context: AccessContext,
): readonly Alternative[] {
  const groups = axisGroups(x.shape, tensor.shape);
  if (groups?.every(({ old }) => old.length <= 1)) {
    // Every old axis is one, or was split: its index follows from those of its parts.
    const inner: Polynomial[] = x.shape.map(() => zero);
    for (const { old, next } of groups) {
      if (old.length === 0) continue;
      const strides = stridesOf(
        next.map((axis) => tensor.shape[axis] as Dimension),
        1,
      );
      inner[old[0] as number] = next.reduce(
        (total, axis, place) => add(total, multiply(index[axis] as Polynomial, strides[place] as Polynomial)),
        zero,
      );
    }
    return access(x, inner, context);
  }
  // Axes were joined. What is stored lies in one piece, so it can be read in any shape.
  const stored = context.stored(x);
  if (stored === undefined) throw new NeedsBuffer(x);
  const lane = context.lane(tensor).axis;
  if ((stored.buffer.laneAxis === undefined) !== (lane === undefined)) throw new NeedsBuffer(tensor);
  const sizes = laidOut(x.shape, stored);
  const shape = tensor.shape.map((size, axis) => {
    const [old] = groups?.find(({ next }) => next.includes(axis))?.old ?? [];
    return isSymbolic(size) && old !== undefined ? (sizes[old] as Dimension) : size;
  });
  return always(asStored(x, place(tensor, shape, lane, index, stored, context)));
}
