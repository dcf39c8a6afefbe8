import { type Attributes, isSymbolic, type Tensor, topologicalOrder } from '@pushdown/tensors';

/**
 * Limits to the index along a tensor's one growing axis: it is below each of those that are given. `done` counts from the
 * number of steps done (index < t + done), `left` from the number of steps left (index < steps − t + left), both as of the
 * step whose graph the tensor belongs to.
 */
export interface Extent {
  readonly constant?: number;
  readonly done?: number;
  readonly left?: number;
}

const kinds = ['constant', 'done', 'left'] as const;

/** No limit: anything along the axis. */
export const everything: Extent = {};
/** No index at all. */
export const nothing: Extent = { constant: Number.NEGATIVE_INFINITY };

/** While a step runs, t ≥ 0 and steps − t ≥ 1: what is below a constant is below these, too. */
export function withConsequences({ constant, done, left }: Extent): Extent {
  if (constant === undefined)
    return { ...(done === undefined ? {} : { done }), ...(left === undefined ? {} : { left }) };
  return {
    constant,
    done: Math.min(constant, done ?? Number.POSITIVE_INFINITY),
    left: Math.min(constant - 1, left ?? Number.POSITIVE_INFINITY),
  };
}

function combine(
  a: Extent,
  b: Extent,
  pick: (x: number | undefined, y: number | undefined) => number | undefined,
): Extent {
  const [x, y] = [withConsequences(a), withConsequences(b)];
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const value = pick(x[kind], y[kind]);
      return value === undefined ? [] : [[kind, value]];
    }),
  );
}

/** Within both. */
export function meet(a: Extent, b: Extent): Extent {
  return combine(a, b, (x, y) => (x === undefined ? y : y === undefined ? x : Math.min(x, y)));
}

/** Within one or the other. */
export function join(a: Extent, b: Extent): Extent {
  return combine(a, b, (x, y) => (x === undefined || y === undefined ? undefined : Math.max(x, y)));
}

/** The same range as of `steps` steps later, for indices that are larger by `distance`. */
export function moved(extent: Extent, distance: number, steps = 0): Extent {
  const { constant, done, left } = extent;
  return {
    ...(constant === undefined ? {} : { constant: constant + distance }),
    ...(done === undefined ? {} : { done: done + distance - steps }),
    ...(left === undefined ? {} : { left: left + distance + steps }),
  };
}

export function sameExtent(a: Extent, b: Extent): boolean {
  const [x, y] = [withConsequences(a), withConsequences(b)];
  return kinds.every((kind) => x[kind] === y[kind]);
}

/** The only axis of a size that depends on the capacity; undefined if there is none or more than one. */
export function growingAxis({ shape }: Pick<Tensor, 'shape'>): number | undefined {
  const axes = [...shape.keys()].filter((axis) => {
    const size = shape[axis];
    return size !== undefined && isSymbolic(size) && size.symbol === 'capacity';
  });
  return axes.length === 1 ? axes[0] : undefined;
}

/** Extents along the growing axes of the tensors of a step; everything for a tensor without one. */
export type Extents = ReadonlyMap<Tensor, Extent>;

/** The same axis of an argument that is broadcast; undefined if the argument does not have it. */
function sameAxis(argument: Tensor, result: Tensor, axis: number): number | undefined {
  const own = axis - result.shape.length + argument.shape.length;
  return own >= 0 && growingAxis(argument) === own ? own : undefined;
}

function isZero({ primitive, attributes }: Tensor): boolean {
  return primitive === 'fill' && (attributes as Attributes['fill']).value === 0;
}

/**
 * Where a tensor can be other than 0, for all parameters: outside it is 0 by construction. A stack that begins empty holds
 * no more elements than steps were done.
 */
export function findSupport(results: readonly Tensor[], leafSupport: (leaf: Tensor) => Extent): Map<Tensor, Extent> {
  const support = new Map<Tensor, Extent>();
  for (const tensor of topologicalOrder(results)) support.set(tensor, supportOf(tensor, support, leafSupport));
  return support;
}

function supportOf(tensor: Tensor, known: Extents, leafSupport: (leaf: Tensor) => Extent): Extent {
  const axis = growingAxis(tensor);
  if (isZero(tensor)) return nothing;
  if (axis === undefined) return everything;
  if (tensor.primitive === 'leaf') return leafSupport(tensor);
  const [x] = tensor.arguments as [Tensor];
  /** An argument without the axis is the same everywhere along it. */
  const of = (argument: Tensor): Extent =>
    isZero(argument)
      ? nothing
      : sameAxis(argument, tensor, axis) === undefined
        ? everything
        : (known.get(argument) as Extent);
  switch (tensor.primitive) {
    case 'neg':
    case 'abs':
    case 'sign':
    case 'floor':
    case 'sqrt':
    case 'tanh':
    case 'log1p':
    case 'cast':
    case 'stopGradient':
    case 'broadcastTo':
      return of(x);
    case 'add':
    case 'sub':
    case 'maximum':
    case 'minimum':
    case 'logicalOr':
      return tensor.arguments.map(of).reduce(join);
    case 'where':
      return tensor.arguments.slice(1).map(of).reduce(join);
    case 'mul':
    case 'logicalAnd':
      return tensor.arguments.map(of).reduce(meet);
    case 'reshape':
    case 'transpose':
    case 'sum':
    case 'max':
      return growingAxis(x) === undefined ? everything : (known.get(x) as Extent);
    case 'slice': {
      const { begin } = tensor.attributes as Attributes['slice'];
      const from = begin[axis];
      return typeof from === 'number' && growingAxis(x) === axis ? moved(known.get(x) as Extent, -from) : everything;
    }
    case 'pad': {
      const { paddings, value } = tensor.attributes as Attributes['pad'];
      const [before] = paddings[axis] as readonly [unknown, unknown];
      if (value !== 0 || typeof before !== 'number') return everything;
      return pieceAt(x, axis, before, known);
    }
    case 'concat':
      return supportOfConcat(tensor as Tensor<'concat'>, axis, known);
    case 'einsum': {
      const { left, right, output } = tensor.attributes as Attributes['einsum'];
      const label = output[axis] as string;
      return meet(
        labelled(tensor.arguments[0] as Tensor, left, label, known),
        labelled(tensor.arguments[1] as Tensor, right, label, known),
      );
    }
    default:
      return everything;
  }
}

/** A piece of a larger tensor that begins at an index of it. */
function pieceAt(piece: Tensor, axis: number, begin: number, known: Extents): Extent {
  if (isZero(piece)) return nothing;
  const size = piece.shape[axis];
  if (typeof size === 'number') return { constant: begin + size };
  return growingAxis(piece) === axis ? moved(known.get(piece) as Extent, begin) : everything;
}

function supportOfConcat(tensor: Tensor<'concat'>, growing: number, known: Extents): Extent {
  const { axis } = tensor.attributes;
  if (axis !== growing)
    return tensor.arguments.map((piece) => (isZero(piece) ? nothing : (known.get(piece) as Extent))).reduce(join);
  return tensor.arguments
    .map((piece, place): Extent => {
      const begin = beginOf(tensor, place);
      // What follows a growing piece begins somewhere; only if it is 0 does that not matter.
      if (isZero(piece)) return nothing;
      return begin === undefined ? everything : pieceAt(piece, axis, begin, known);
    })
    .reduce(join, nothing);
}

/** Where a piece begins in what it is a piece of; undefined behind a piece that grows. */
function beginOf({ arguments: pieces, attributes: { axis } }: Tensor<'concat'>, place: number): number | undefined {
  let begin = 0;
  for (const { shape } of pieces.slice(0, place)) {
    const size = shape[axis];
    if (typeof size !== 'number') return undefined;
    begin += size;
  }
  return begin;
}

/** The extent of an operand of a product along a label; everything if it does not have it. */
function labelled(operand: Tensor, labels: string, label: string, known: Extents): Extent {
  const axis = labels.indexOf(label);
  if (isZero(operand)) return nothing;
  return axis >= 0 && growingAxis(operand) === axis ? (known.get(operand) as Extent) : everything;
}

/** The range of a reduction's loop over the growing axis of an argument: outside, what it sums is 0. */
export function summedExtent(tensor: Tensor, argument: Tensor, support: (tensor: Tensor) => Extent): Extent {
  const axis = growingAxis(argument);
  if (axis === undefined) return everything;
  if (tensor.primitive !== 'einsum') return tensor.primitive === 'sum' ? support(argument) : everything;
  const { left, right } = tensor.attributes as Attributes['einsum'];
  const [a, b] = tensor.arguments as [Tensor, Tensor];
  const label = (argument === a ? left : right)[axis] as string;
  const of = (operand: Tensor, labels: string): Extent => {
    const own = labels.indexOf(label);
    return own >= 0 && growingAxis(operand) === own ? support(operand) : everything;
  };
  return meet(of(a, left), of(b, right));
}

/**
 * Which elements of every tensor are read by something that is needed in turn. A stack's elements that no step left could
 * bring to the top are not.
 *
 * @param needed what is needed of a result by what is outside the graph.
 */
export function findDemand(
  results: readonly Tensor[],
  support: Extents,
  needed: (result: Tensor) => Extent | undefined,
): Map<Tensor, Extent> {
  const demand = new Map<Tensor, Extent>();
  const need = (tensor: Tensor, extent: Extent): void => {
    demand.set(tensor, demand.has(tensor) ? join(demand.get(tensor) as Extent, extent) : extent);
  };
  for (const result of results) {
    const extent = needed(result);
    if (extent !== undefined) need(result, extent);
  }
  for (const tensor of topologicalOrder(results).reverse()) {
    const own = demand.get(tensor);
    if (own === undefined) continue;
    for (const [place, argument] of tensor.arguments.entries())
      need(argument, demandOf(tensor, place, argument, own, support));
  }
  return demand;
}

function demandOf(tensor: Tensor, place: number, argument: Tensor, own: Extent, support: Extents): Extent {
  const axis = growingAxis(argument);
  if (axis === undefined) return everything;
  const result = growingAxis(tensor);
  switch (tensor.primitive) {
    case 'slice': {
      const { begin, sizes } = tensor.attributes as Attributes['slice'];
      const [from, size] = [begin[axis], sizes[axis]];
      if (typeof from !== 'number') return everything;
      if (typeof size === 'number') return { constant: from + size };
      return result === axis ? moved(own, from) : everything;
    }
    case 'pad': {
      const [before] = (tensor.attributes as Attributes['pad']).paddings[axis] as readonly [unknown, unknown];
      return typeof before === 'number' && result === axis ? moved(own, -before) : everything;
    }
    case 'concat': {
      if ((tensor.attributes as Attributes['concat']).axis !== axis) return result === axis ? own : everything;
      const begin = beginOf(tensor as Tensor<'concat'>, place);
      return begin === undefined || result !== axis ? everything : moved(own, -begin);
    }
    case 'sum':
      if (result === undefined) return support.get(argument) as Extent;
      return own;
    case 'einsum': {
      const { left, right, output } = tensor.attributes as Attributes['einsum'];
      const label = (place === 0 ? left : right)[axis] as string;
      if (output.includes(label)) return result === output.indexOf(label) ? own : everything;
      return summedExtent(tensor, argument, (operand) => support.get(operand) as Extent);
    }
    case 'reshape':
    case 'transpose':
      return result === undefined ? everything : own;
    case 'max':
    case 'argMax':
    case 'cumsum':
    case 'reverse':
    case 'gather':
    case 'scatterAdd':
      return everything;
    default:
      // Element by element: the arguments are aligned at their last axes.
      return result !== undefined && sameAxis(argument, tensor, result) !== undefined ? own : everything;
  }
}
