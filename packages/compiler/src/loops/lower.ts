import type { Dimension, Tensor } from '@pushdown/tensors';
import {
  add,
  atom,
  atomsOf,
  constantValue,
  multiply,
  type Polynomial,
  subtract,
  zero,
} from '../index-maps/polynomial.ts';
import { growingAxis } from '../passes/extents.ts';
import { access, asNumber } from './access.ts';
import { type AccessContext, type Alternative, type Restriction, restrict, type Stored } from './alternatives.ts';
import { type Expression, type Kernel, type Loop, laneAtom, timeAtom } from './kernel.ts';
import { limitsOf } from './limits.ts';
import { loopOver, reductionAt } from './reduce.ts';
import { slotSize, stridesOf } from './sizes.ts';

/** Where a kernel's loops over time come from: none, one that runs beside the others, or one that sums up. */
export type TimeLoop = 'none' | 'outer' | 'summed';

const steps = atom('steps');
const timeLoop: Loop = { variable: timeAtom, lower: [zero], upper: [steps] };

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

/**
 * The kernels that compute a tensor and put it into memory: one for each alternative, which write different elements, and
 * some that write zeros where a tensor with a growing axis is 0 by construction and still read.
 */
export function lower(tensor: Tensor, target: Stored, context: AccessContext, time: TimeLoop): Kernel[] {
  const lane = target.buffer.laneAxis;
  const { index, loops } = indexOf(tensor.shape, lane);
  const kernelOf = (own: readonly Loop[], body: Expression): Kernel => ({
    name: tensor.primitive,
    loops: [...(time === 'outer' ? [timeLoop] : []), ...own],
    body: tensor.dtype === 'bool' ? asNumber(body) : body,
    lanes: lane === undefined ? 'none' : 'each',
    target: target.buffer,
    slot: target.slot,
    offset: targetOffset(target, loops, context.laneCount),
  });
  // A sum over all steps has one range for all of them.
  const { computed, zeros } = time === 'summed' ? whole : rangesOf(tensor, index, context);
  return [
    ...alternativesOf(tensor, index, context, time).map(({ restrictions, expression }) =>
      kernelOf(
        restrict(loops, [...restrictions, ...computed]),
        time === 'summed' ? sumOverSteps(expression) : expression,
      ),
    ),
    ...zeros.map((range) => kernelOf(restrict(loops, [range]), { kind: 'constant', value: 0 })),
  ];
}

interface Ranges {
  readonly computed: readonly Restriction[];
  readonly zeros: readonly Restriction[];
}

const whole: Ranges = { computed: [], zeros: [] };

/** Where along its growing axis a tensor is computed, and where it is set to 0. */
function rangesOf(tensor: Tensor, index: readonly Polynomial[], { extents }: AccessContext): Ranges {
  const axis = growingAxis(tensor);
  const [variable] = axis === undefined ? [] : [...atomsOf(index[axis] as Polynomial)];
  if (variable === undefined) return whole;
  const [support, demand] = [limitsOf(extents.support(tensor)), limitsOf(extents.demand(tensor))];
  return {
    computed: [{ variable, lower: [], upper: [...support, ...demand] }],
    zeros: support
      .map((limit): Restriction => ({ variable, lower: [limit], upper: demand }))
      .filter(({ lower, upper }) => !isEmptyRange(lower, upper)),
  };
}

function isEmptyRange(lower: readonly Polynomial[], upper: readonly Polynomial[]): boolean {
  return lower.some((low) => upper.some((high) => (constantValue(subtract(high, low)) ?? 1) <= 0));
}

function alternativesOf(
  tensor: Tensor,
  index: readonly Polynomial[],
  context: AccessContext,
  time: TimeLoop,
): readonly Alternative[] {
  switch (tensor.primitive) {
    case 'einsum':
    case 'sum':
      return [{ restrictions: [], expression: reductionAt(tensor, index, context) }];
    case 'max':
    case 'argMax':
      // A sum over steps of one of them reads what is stored.
      return time === 'summed'
        ? access(tensor, index, context)
        : [{ restrictions: [], expression: reductionAt(tensor, index, context) }];
    default:
      return access(tensor, index, {
        ...context,
        // Here the tensor itself is not yet stored.
        stored: (other) => (other === tensor ? undefined : context.stored(other)),
      });
  }
}

/** What a step adds, added up over all steps: a sum over the step's own loops takes time in as one more. */
function sumOverSteps(expression: Expression): Expression {
  if (expression.kind === 'reduction' && expression.reduction === 'sum') {
    return { ...expression, parts: expression.parts.map(({ inner, body }) => ({ inner: [timeLoop, ...inner], body })) };
  }
  return { kind: 'reduction', reduction: 'sum', parts: [{ inner: [timeLoop], body: expression }], overLanes: false };
}
