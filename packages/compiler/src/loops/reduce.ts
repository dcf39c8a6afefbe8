import type { Attributes, Dimension, Tensor } from '@pushdown/tensors';
import { type Atom, atom, type Polynomial } from '../index-maps/polynomial.ts';
import { growingAxis, summedExtent } from '../passes/extents.ts';
import { access } from './access.ts';
import { type AccessContext, type Alternative, NeedsBuffer } from './alternatives.ts';
import { loopOver, restrict } from './indices.ts';
import {
  isZero,
  type Loop,
  laneAtom,
  type Part,
  type Reduction,
  type ReductionExpression,
  timeAtom,
} from './kernel.ts';
import { limitsOf } from './limits.ts';

/**
 * The element of a reduction at an index, as an expression over stored tensors; several, where the step decides which.
 * @throws NeedsBuffer for an argument that has to be stored first.
 */
export function reductionAt(
  tensor: Tensor,
  index: readonly Polynomial[],
  context: AccessContext,
): readonly Alternative[] {
  const always = (expression: ReductionExpression): readonly Alternative[] => [{ restrictions: [], expression }];
  switch (tensor.primitive) {
    case 'einsum':
      return productAt(tensor as Tensor<'einsum'>, index, context);
    case 'sum':
    case 'max':
      return always(reducedAt(tensor, (tensor.attributes as Attributes['sum']).axes, tensor.primitive, index, context));
    case 'argMax':
      return always(reducedAt(tensor, [(tensor.attributes as Attributes['argMax']).axis], 'argMax', index, context));
    default:
      throw new RangeError(`${tensor.primitive} is no reduction`);
  }
}

function reducedAt(
  tensor: Tensor,
  axes: readonly number[],
  reduction: Reduction,
  index: readonly Polynomial[],
  context: AccessContext,
): ReductionExpression {
  const [x] = tensor.arguments as [Tensor];
  const lane = context.lane(x).axis;
  const inner: Loop[] = [];
  let next = 0;
  const at = x.shape.map((size, axis) => {
    if (axis === lane && axes.includes(axis)) return atom(laneAtom);
    if (!axes.includes(axis)) return index[next++] as Polynomial;
    const variable = `r${inner.length}`;
    inner.push(summedLoop(variable, size, tensor, x, axis, context));
    return atom(variable);
  });
  const alternatives = access(x, at, context);
  const own = new Set(inner.map(({ variable }) => variable));
  // One number is made of all alternatives, so they must not tell results apart.
  const apart = alternatives.some(({ restrictions }) => restrictions.some(({ variable }) => !own.has(variable)));
  if (apart || (alternatives.length > 1 && reduction === 'argMax')) throw new NeedsBuffer(x);
  const parts = alternatives.map(
    ({ restrictions, expression }): Part => ({ inner: restrict(inner, restrictions), body: expression }),
  );
  return { kind: 'reduction', reduction, parts, overLanes: lane !== undefined && axes.includes(lane) };
}

function productAt(
  tensor: Tensor<'einsum'>,
  index: readonly Polynomial[],
  context: AccessContext,
): readonly Alternative[] {
  const { left, right, output } = tensor.attributes;
  const operands = [
    [left, tensor.arguments[0] as Tensor],
    [right, tensor.arguments[1] as Tensor],
  ] as const;
  const places = new Map<string, Polynomial>([...output].map((label, axis) => [label, index[axis] as Polynomial]));
  const inner: Loop[] = [];
  let overLanes = false;
  for (const [labels, operand] of operands) {
    const lane = context.lane(operand).axis;
    const label = lane === undefined ? undefined : (labels[lane] as string);
    if (label === undefined || output.includes(label)) continue;
    places.set(label, atom(laneAtom));
    overLanes = true;
  }
  for (const [labels, operand] of operands) {
    for (const [axis, label] of [...labels].entries()) {
      if (places.has(label)) continue;
      const variable = `r${inner.length}`;
      inner.push(summedLoop(variable, operand.shape[axis] as Dimension, tensor, operand, axis, context));
      places.set(label, atom(variable));
    }
  }
  const [lefts, rights] = operands.map(([labels, operand]) => {
    const alternatives = access(
      operand,
      [...labels].map((label) => places.get(label) as Polynomial),
      context,
    );
    // In a sum every element has one place to be read from.
    const apart = alternatives.some(({ restrictions }) => restrictions.some(({ variable }) => variable !== timeAtom));
    if (alternatives.length > 1 && apart) throw new NeedsBuffer(operand);
    return alternatives.length > 1 ? alternatives : alternatives.map((only) => ({ ...only, restrictions: [] }));
  }) as [readonly Alternative[], readonly Alternative[]];
  return lefts.flatMap((first) =>
    rights.map((second): Alternative => {
      const args = [first.expression, second.expression];
      const parts: Part[] = [{ inner, body: { kind: 'operation', primitive: 'mul', args } }];
      return {
        restrictions: [...first.restrictions, ...second.restrictions],
        // What meets padding adds nothing.
        expression: args.some(isZero)
          ? { kind: 'constant', value: 0 }
          : { kind: 'reduction', reduction: 'sum', parts, overLanes },
      };
    }),
  );
}

/** The loop of a reduction over an axis of an argument, as far as what it sums is not 0. */
function summedLoop(
  variable: Atom,
  size: Dimension,
  tensor: Tensor,
  argument: Tensor,
  axis: number,
  { extents }: AccessContext,
): Loop {
  const loop = loopOver(variable, size);
  if (growingAxis(argument) !== axis) return loop;
  return { ...loop, upper: [...loop.upper, ...limitsOf(summedExtent(tensor, argument, extents.support))] };
}
