import {
  type Attributes,
  add,
  apply,
  type Dimension,
  difference,
  einsum,
  extend,
  fill,
  isSymbolic,
  type PrimitiveName,
  type Shape,
  sameShape,
  slice,
  type Tensor,
  topologicalOrder,
  withPlaceOf,
} from '@pushdown/tensors';

/** Rebuilt graphs share the replacements: simplifying a second graph continues from the first. */
export type Replacements = Map<Tensor, Tensor>;

/**
 * Rewrites graphs into equal ones that need less work: identities disappear, constants are computed, equal applications
 * are merged, and products with concatenations are split so that each part can be placed on its own. `stopGradient` stays
 * (a graph may still be differentiated); where elements are read it costs nothing.
 *
 * @returns what stands in the place of each result.
 */
export function simplify(results: readonly Tensor[], replacements: Replacements = new Map()): Tensor[] {
  const known = new Map<string, Tensor>();
  const numbers = new Map<Tensor, number>();
  const settled = new Set<Tensor>();
  /** The one application that stands for all equal ones. A rule may build several; each of them may exist already. */
  const settle = (tensor: Tensor): Tensor => {
    if (settled.has(tensor)) return tensor;
    const unique =
      tensor.primitive === 'leaf' ? tensor : firstEqual(withArguments(tensor, tensor.arguments.map(settle)));
    settled.add(unique);
    return unique;
  };
  const firstEqual = (tensor: Tensor): Tensor => {
    const key = keyOf(tensor, numbers);
    const first = known.get(key);
    if (first === undefined) known.set(key, tensor);
    return first ?? tensor;
  };
  for (const tensor of replacements.values()) settle(tensor);
  for (const tensor of topologicalOrder(results)) {
    if (replacements.has(tensor)) continue;
    const args = tensor.arguments.map((argument) => replacements.get(argument) as Tensor);
    const replacement = withPlaceOf(tensor, () => settle(rewrite(withArguments(tensor, args))));
    replacements.set(tensor, replacement);
  }
  return results.map((result) => replacements.get(result) as Tensor);
}

function withArguments(tensor: Tensor, args: readonly Tensor[]): Tensor {
  const same = args.every((argument, index) => argument === tensor.arguments[index]);
  return same ? tensor : apply(tensor.primitive, args, tensor.attributes as never);
}

function keyOf({ primitive, arguments: args, attributes }: Tensor, numbers: Map<Tensor, number>): string {
  const ids = args.map((argument) => {
    const id = numbers.get(argument) ?? numbers.size;
    numbers.set(argument, id);
    return id;
  });
  // JSON has no infinities and no −0, which are different constants.
  const details = JSON.stringify(attributes, (_key, value) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? `number ${Object.is(value, -0) ? '-0' : value}`
      : value,
  );
  return `${primitive} ${ids.join(',')} ${details}`;
}

function isFill(tensor: Tensor): tensor is Tensor<'fill'> {
  return tensor.primitive === 'fill';
}

function isNumber(tensor: Tensor, value: number): boolean {
  return isFill(tensor) && Object.is(tensor.attributes.value, value);
}

/** An argument in the place of the result, if it has the result's shape. */
function instead(tensor: Tensor, argument: Tensor): Tensor {
  return sameShape(tensor.shape, argument.shape) ? argument : tensor;
}

type Arithmetic = (a: number, b: number) => number;

/** Constants are computed in float64; the compiled code rounds the result once. */
const folds: Partial<Record<PrimitiveName, Arithmetic>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
};

function rewrite(tensor: Tensor): Tensor {
  const [a, b] = tensor.arguments as [Tensor, Tensor];
  const fold = folds[tensor.primitive];
  if (fold !== undefined && isFill(a) && isFill(b) && tensor.dtype === 'float') {
    return fill(tensor.shape, fold(a.attributes.value, b.attributes.value));
  }
  switch (tensor.primitive) {
    case 'add':
      // x + 0 is not x for x = −0, which nothing but a division by it tells apart from 0.
      if (isNumber(a, 0)) return instead(tensor, b);
      return isNumber(b, 0) ? instead(tensor, a) : tensor;
    case 'sub':
      return isNumber(b, 0) ? instead(tensor, a) : tensor;
    case 'mul':
      if (isNumber(a, 1)) return instead(tensor, b);
      return isNumber(b, 1) ? instead(tensor, a) : tensor;
    case 'div':
      return isNumber(b, 1) ? instead(tensor, a) : tensor;
    case 'neg':
      return a.primitive === 'neg' ? (a.arguments[0] as Tensor) : tensor;
    case 'reshape':
      return rewriteReshape(tensor as Tensor<'reshape'>);
    case 'broadcastTo':
      if (isFill(a)) return fill(tensor.shape, a.attributes.value, a.dtype);
      return instead(tensor, a);
    case 'transpose': {
      const { permutation } = tensor.attributes as Attributes['transpose'];
      return permutation.every((axis, index) => axis === index) ? a : tensor;
    }
    case 'slice': {
      if (isFill(a)) return fill(tensor.shape, a.attributes.value, a.dtype);
      const { begin } = tensor.attributes as Attributes['slice'];
      return begin.every((first) => first === 0) && sameShape(tensor.shape, a.shape)
        ? a
        : rewriteSlice(tensor as Tensor<'slice'>);
    }
    case 'concat':
      return tensor.arguments.length === 1 ? a : tensor;
    case 'sum':
      return (tensor.attributes as Attributes['sum']).axes.length === 0 ? a : tensor;
    case 'einsum':
      return splitConcat(tensor as Tensor<'einsum'>);
    default:
      return tensor;
  }
}

function rewriteReshape(tensor: Tensor<'reshape'>): Tensor {
  const [a] = tensor.arguments as [Tensor];
  if (isFill(a)) return fill(tensor.shape, a.attributes.value, a.dtype);
  if (sameShape(tensor.shape, a.shape)) return a;
  return a.primitive === 'reshape' ? apply('reshape', [a.arguments[0] as Tensor], tensor.attributes) : tensor;
}

/** A slice of a concatenation that lies within one piece is a slice of that piece. */
function rewriteSlice(tensor: Tensor<'slice'>): Tensor {
  const [a] = tensor.arguments as [Tensor];
  if (a.primitive !== 'concat') return tensor;
  const { axis } = a.attributes as Attributes['concat'];
  const { begin, sizes } = tensor.attributes;
  let offset: Dimension = 0;
  for (const piece of a.arguments) {
    const size = piece.shape[axis] as Dimension;
    const before = difference(begin[axis] as Dimension, offset);
    const [count, room] = [sizes[axis] as Dimension, size];
    if (before !== undefined && before >= 0 && !isSymbolic(count) && !isSymbolic(room) && before + count <= room) {
      const inner = begin.map((first, other) => (other === axis ? before : first));
      return sameShape(sizes, piece.shape) ? piece : slice(piece, inner, sizes);
    }
    if (isSymbolic(offset) || isSymbolic(size)) return tensor;
    offset = extend(size, offset);
  }
  return tensor;
}

/** Σ over a concatenated axis is the sum of a Σ over each piece; pieces that do not change with time can then leave the loop. */
function splitConcat(tensor: Tensor<'einsum'>): Tensor {
  const { left, right, output } = tensor.attributes;
  for (const [index, labels, otherLabels] of [
    [0, left, right],
    [1, right, left],
  ] as const) {
    const operand = tensor.arguments[index] as Tensor;
    const other = tensor.arguments[1 - index] as Tensor;
    if (operand.primitive !== 'concat') continue;
    const { axis } = operand.attributes as Attributes['concat'];
    const label = labels[axis] as string;
    const place = otherLabels.indexOf(label);
    if (output.includes(label) || place < 0) continue;
    let begin = 0;
    const sizes = operand.arguments.map(({ shape }) => shape[axis] as Dimension);
    if (sizes.some(isSymbolic)) continue;
    const parts = operand.arguments.map((piece, number) => {
      const size = sizes[number] as number;
      const part = sliceOf(other, place, begin, size);
      begin += size;
      const [first, second] = index === 0 ? [piece, part] : [part, piece];
      return einsum(`${left},${right}->${output}`, first, second);
    });
    return parts.map(rewrite).reduce((total, part) => add(total, part));
  }
  return tensor;
}

function sliceOf(x: Tensor, axis: number, begin: number, size: number): Tensor {
  const sizes: Shape = x.shape.map((whole, other) => (other === axis ? size : whole));
  return slice(
    x,
    x.shape.map((_, other) => (other === axis ? begin : 0)),
    sizes,
  );
}
