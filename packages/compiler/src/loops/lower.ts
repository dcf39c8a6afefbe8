import type { Tensor } from '@pushdown/tensors';
import { atom, atomsOf, constantOf, constantValue, type Polynomial, subtract, zero } from '../index-maps/polynomial.ts';
import { growingAxis } from '../passes/extents.ts';
import { access, asNumber } from './access.ts';
import { type AccessContext, type Alternative, NeedsBuffer, type Restriction } from './alternatives.ts';
import { indexOf, restrict, type TimeLoop, targetOffset, timeLoop } from './indices.ts';
import { gatherKernels, scatterKernels } from './indirect.ts';
import { type Expression, guardAtom, type Kernel, type Loop, timeAtom } from './kernel.ts';
import { limitsOf } from './limits.ts';
import { reductionAt } from './reduce.ts';
import { roundedValue } from './rounded.ts';
import { scanKernels } from './scan.ts';
import { laneAxisOf, type Stored } from './stored.ts';
import { trimZeros } from './trim-zeros.ts';

/**
 * The kernels that compute a tensor and put it into memory: one for each alternative, which write different elements, and
 * some that write zeros where a tensor with a growing axis is 0 by construction and still read.
 */
export function lower(tensor: Tensor, target: Stored, context: AccessContext, time: TimeLoop): Kernel[] {
  switch (tensor.primitive) {
    case 'cumsum':
      return scanKernels(tensor as Tensor<'cumsum'>, target, context, time);
    case 'gather':
      return gatherKernels(tensor as Tensor<'gather'>, target, context, time);
    case 'scatterAdd':
      return scatterKernels(tensor as Tensor<'scatterAdd'>, target, context, time);
    default:
      return lowerElements(tensor, target, context, time);
  }
}

function lowerElements(tensor: Tensor, target: Stored, context: AccessContext, time: TimeLoop): Kernel[] {
  const lane = laneAxisOf(target);
  const { index, loops } = indexOf(tensor.shape, lane);
  const kernelOf = (own: readonly Loop[], body: Expression): Kernel => ({
    name: tensor.primitive,
    loops: own,
    body: tensor.dtype === 'bool' ? asNumber(body) : body,
    lanes: lane === undefined ? 'none' : 'each',
    target: target.buffer,
    slot: target.slot,
    offset: targetOffset(target, index, context.laneCount),
  });
  // A sum over all steps has one range for all of them.
  const { computed, zeros } = time === 'summed' ? whole : rangesOf(tensor, index, context);
  const alternatives = alternativesOf(tensor, index, context, time);
  // A sum over steps is one number, to which all of them add.
  const byStep = alternatives.some(({ restrictions }) => restrictions.some(({ variable }) => variable === timeAtom));
  if (time === 'summed' && alternatives.length > 1 && byStep) throw new NeedsBuffer(tensor);
  return [
    ...alternatives.map(({ restrictions, expression }) => {
      const own = restrict([...timeLoopsOf(time, restrictions), ...loops], [...restrictions, ...computed]);
      const trimmed = withinEntries(own, expression);
      const value = time === 'summed' ? sumOverSteps(trimmed, restrictions) : trimmed;
      // Any other expression is rounded as it is read.
      return kernelOf(own, value.kind === 'reduction' && context.isRounded(tensor) ? roundedValue(value) : value);
    }),
    ...zeros.map((range) =>
      kernelOf(restrict([...timeLoopsOf(time, []), ...loops], [range]), { kind: 'constant', value: 0 }),
    ),
  ];
}

/**
 * The loop over time of a kernel that runs for all steps at once. One that runs in a loop over time, but not at every step,
 * gets a loop of one round instead, or of none where the step is not in the range.
 */
function timeLoopsOf(time: TimeLoop, restrictions: readonly Restriction[]): Loop[] {
  if (time === 'outer') return [timeLoop];
  const conditions = restrictions.filter(({ variable }) => variable === timeAtom);
  if (time === 'summed' || conditions.length === 0) return [];
  const t = atom(timeAtom);
  const guard: Loop = {
    variable: guardAtom,
    lower: [zero, ...conditions.flatMap(({ lower }) => lower.map((first) => subtract(first, t)))],
    upper: [constantOf(1), ...conditions.flatMap(({ upper }) => upper.map((end) => subtract(end, t)))],
  };
  return [guard];
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
      return reductionAt(tensor, index, context);
    case 'max':
    case 'argMax':
      // A sum over steps of one of them reads what is stored.
      if (time === 'summed') throw new NeedsBuffer(tensor);
      return reductionAt(tensor, index, context);
    default:
      return access(tensor, index, {
        ...context,
        reduce: reductionAt,
        // Here the tensor itself is not yet stored.
        stored: (other) => (other === tensor ? undefined : context.stored(other)),
      });
  }
}

/** Sums as far as the entries of a table that they run over go. */
function withinEntries(outer: readonly Loop[], expression: Expression): Expression {
  if (expression.kind !== 'reduction' || expression.reduction !== 'sum') return expression;
  return { ...expression, parts: expression.parts.map((part) => trimZeros(outer, part)) };
}

/** What a step adds, added up over all steps: a sum over the step's own loops takes time in as one more. */
function sumOverSteps(expression: Expression, restrictions: readonly Restriction[]): Expression {
  const [steps] = restrict([timeLoop], restrictions) as [Loop];
  if (expression.kind === 'reduction' && expression.reduction === 'sum') {
    return { ...expression, parts: expression.parts.map(({ inner, body }) => ({ inner: [steps, ...inner], body })) };
  }
  return { kind: 'reduction', reduction: 'sum', parts: [{ inner: [steps], body: expression }], overLanes: false };
}
