import type { Attributes, Dimension, Tensor } from '@pushdown/tensors';
import { CompileError } from '../errors.ts';
import { type Atom, add, atom, multiply, type Polynomial, zero } from '../index-maps/polynomial.ts';
import {
  type AccessContext,
  type Alternative,
  access,
  asNumber,
  NeedsBuffer,
  type Restriction,
  type Stored,
} from './access.ts';
import { type Expression, type Kernel, type Loop, laneAtom, type Part, timeAtom } from './kernel.ts';
import { sizeOf, slotSize, stridesOf } from './sizes.ts';

/** Where a kernel's loops over time come from: none, one that runs beside the others, or one that sums up. */
export type TimeLoop = 'none' | 'outer' | 'summed';

const steps = atom('steps');
const timeLoop: Loop = { variable: timeAtom, lower: [zero], upper: [steps] };

function loopOver(variable: Atom, size: Dimension): Loop {
  return { variable, lower: [zero], upper: [sizeOf(size)] };
}

function restrict(loops: readonly Loop[], restrictions: readonly Restriction[]): Loop[] {
  return loops.map((loop) => {
    const own = restrictions.filter(({ variable }) => variable === loop.variable);
    return {
      variable: loop.variable,
      lower: [...loop.lower, ...own.flatMap(({ lower }) => lower)],
      upper: [...loop.upper, ...own.flatMap(({ upper }) => upper)],
    };
  });
}

interface Indexed {
  readonly index: Polynomial[];
  readonly loops: Loop[];
}

/** A loop for every axis but the batch's. */
function indexOf(shape: readonly Dimension[], lane: number | undefined): Indexed {
  const loops: Loop[] = [];
  const index = shape.map((size, axis) => {
    if (axis === lane) return atom(laneAtom);
    const variable = `v${loops.length}`;
    loops.push(loopOver(variable, size));
    return atom(variable);
  });
  return { index, loops };
}

function targetOffset({ buffer, slot }: Stored, loops: readonly Loop[], laneCount: number): Polynomial {
  const unit = buffer.laneAxis === undefined ? 1 : laneCount;
  const strides = stridesOf(buffer.sizes, unit);
  let offset = multiply(slot, slotSize(buffer.sizes, unit));
  for (const [position, { variable }] of loops.entries())
    offset = add(offset, multiply(atom(variable), strides[position] as Polynomial));
  return buffer.laneAxis === undefined ? offset : add(offset, atom(laneAtom));
}

/** The kernels that compute a tensor and put it into memory. */
export function lower(tensor: Tensor, target: Stored, context: AccessContext, time: TimeLoop): Kernel[] {
  const lane = target.buffer.laneAxis;
  const { index, loops } = indexOf(tensor.shape, lane);
  const finish = (
    reduction: Kernel['reduction'],
    lanes: Kernel['lanes'],
    own: readonly Loop[],
    parts: readonly Part[],
  ): Kernel => ({
    name: tensor.primitive,
    loops: [...(time === 'outer' ? [timeLoop] : []), ...own],
    parts: parts.map(({ inner, body }) => ({
      inner: [...(time === 'summed' ? [timeLoop] : []), ...inner],
      body: tensor.dtype === 'bool' ? asNumber(body) : body,
    })),
    reduction: time === 'summed' ? 'sum' : reduction,
    lanes,
    target: target.buffer,
    offset: targetOffset(target, loops, context.laneCount),
  });
  /** A kernel for each alternative: they write different elements. */
  const elementByElement = (alternatives: readonly Alternative[]): Kernel[] =>
    alternatives.map(({ restrictions, expression }) =>
      finish(undefined, own, restrict(loops, restrictions), [{ inner: [], body: expression }]),
    );
  /** One kernel for all alternatives, which must then not tell elements of the result apart. */
  const reduced = (
    operand: Tensor,
    inner: readonly Loop[],
    reduction: NonNullable<Kernel['reduction']>,
    lanes: Kernel['lanes'],
    alternatives: readonly Alternative[],
  ): Kernel[] => {
    const outer = new Set(loops.map(({ variable }) => variable));
    const apart = alternatives.some(({ restrictions }) => restrictions.some(({ variable }) => outer.has(variable)));
    if (apart || (alternatives.length > 1 && reduction === 'argMax')) throw new NeedsBuffer(operand);
    const parts = alternatives.map(({ restrictions, expression }) => ({
      inner: restrict(inner, restrictions),
      body: expression,
    }));
    return [finish(reduction, lanes, loops, parts)];
  };
  const own = lane === undefined ? 'none' : 'each';
  switch (tensor.primitive) {
    case 'einsum': {
      const { inner, lanes, body } = einsumBody(tensor as Tensor<'einsum'>, index, context);
      return [finish('sum', lanes === 'reduced' ? 'reduced' : own, loops, [{ inner, body }])];
    }
    case 'sum':
    case 'max': {
      const { axes } = tensor.attributes as Attributes['sum'];
      return reduce(tensor, axes, tensor.primitive);
    }
    case 'argMax':
      return reduce(tensor, [(tensor.attributes as Attributes['argMax']).axis], 'argMax');
    case 'cumsum':
    case 'gather':
    case 'scatterAdd':
      throw new CompileError(`the operation ${tensor.primitive} cannot be compiled yet; use the engine "reference"`);
    default:
      return elementByElement(access(tensor, index, withoutBuffer(context, tensor)));
  }

  function reduce(result: Tensor, axes: readonly number[], reduction: 'sum' | 'max' | 'argMax'): Kernel[] {
    if (time === 'summed' && reduction !== 'sum') return elementByElement(access(result, index, context));
    const [x] = result.arguments as [Tensor];
    const xLane = context.lane(x).axis;
    const inner: Loop[] = [];
    let next = 0;
    const at = x.shape.map((size, axis) => {
      if (axis === xLane && axes.includes(axis)) return atom(laneAtom);
      if (!axes.includes(axis)) return index[next++] as Polynomial;
      const variable = `r${inner.length}`;
      inner.push(loopOver(variable, size));
      return atom(variable);
    });
    const overLanes = xLane !== undefined && axes.includes(xLane);
    return reduced(x, inner, reduction, overLanes ? 'reduced' : own, access(x, at, context));
  }
}

/** The context in which a tensor is computed: there it is not yet stored. */
function withoutBuffer(context: AccessContext, tensor: Tensor): AccessContext {
  return { ...context, stored: (other) => (other === tensor ? undefined : context.stored(other)) };
}

function einsumBody(
  tensor: Tensor<'einsum'>,
  index: readonly Polynomial[],
  context: AccessContext,
): { readonly inner: Loop[]; readonly lanes: 'reduced' | undefined; readonly body: Expression } {
  const { left, right, output } = tensor.attributes;
  const places = new Map<string, Polynomial>([...output].map((label, axis) => [label, index[axis] as Polynomial]));
  const inner: Loop[] = [];
  let lanes: 'reduced' | undefined;
  for (const [labels, operand] of [
    [left, tensor.arguments[0] as Tensor],
    [right, tensor.arguments[1] as Tensor],
  ] as const) {
    for (const [axis, label] of [...labels].entries()) {
      if (context.lane(operand).axis === axis && !output.includes(label)) {
        places.set(label, atom(laneAtom));
        lanes = 'reduced';
      }
    }
  }
  for (const [labels, operand] of [
    [left, tensor.arguments[0] as Tensor],
    [right, tensor.arguments[1] as Tensor],
  ] as const) {
    for (const [axis, label] of [...labels].entries()) {
      if (places.has(label)) continue;
      const variable = `r${inner.length}`;
      inner.push(loopOver(variable, operand.shape[axis] as Dimension));
      places.set(label, atom(variable));
    }
  }
  const read = (operand: Tensor, labels: string): Expression => {
    const alternatives = access(
      operand,
      [...labels].map((label) => places.get(label) as Polynomial),
      context,
    );
    if (alternatives.length > 1) throw new NeedsBuffer(operand);
    return (alternatives[0] as Alternative).expression;
  };
  const args = [read(tensor.arguments[0] as Tensor, left), read(tensor.arguments[1] as Tensor, right)];
  return { inner, lanes, body: { kind: 'operation', primitive: 'mul', args } };
}
