import type { Dimension, Tensor } from '@pushdown/tensors';
import { constantOf, type Polynomial, subtract } from '../index-maps/polynomial.ts';
import { access } from './access.ts';
import { type AccessContext, NeedsBuffer } from './alternatives.ts';
import { indexOf, restrict, type TimeLoop, targetOffset, timeLoop } from './indices.ts';
import type { Expression, Kernel, Loop } from './kernel.ts';
import { roundedValue } from './rounded.ts';
import { sizeOf } from './sizes.ts';
import { laneAxisOf, type Stored } from './stored.ts';

const one = constantOf(1);

/**
 * Running sums: the first element of a line, and then every element as the one before it plus something. The second loop
 * reads what its last round wrote, which is why its rounds must stay in order.
 */
export function scanKernels(
  tensor: Tensor<'cumsum'>,
  target: Stored,
  context: AccessContext,
  time: TimeLoop,
): Kernel[] {
  const { axis, exclusive, reverse } = tensor.attributes;
  const lane = laneAxisOf(target);
  if (time === 'summed' || lane === axis) throw new NeedsBuffer(tensor);
  const [x] = tensor.arguments as [Tensor];
  const { index, loops } = indexOf(tensor.shape, lane);
  const round = index[axis] as Polynomial;
  const line = loops[axis - (lane !== undefined && lane < axis ? 1 : 0)] as Loop;
  const last = subtract(sizeOf(tensor.shape[axis] as Dimension), one);
  const placeOf = (number: Polynomial): Polynomial => (reverse ? subtract(last, number) : number);
  const at = (number: Polynomial): Polynomial[] =>
    index.map((other, place) => (place === axis ? placeOf(number) : other));
  const before = subtract(round, one);
  const offset = targetOffset(target, at(round), context.laneCount);
  const placed = { kind: 'load', buffer: target.buffer, slot: target.slot } as const;
  const sofar: Expression = { ...placed, offset: targetOffset(target, at(before), context.laneCount) };
  const kernelsOf = (
    part: Pick<Loop, 'lower' | 'upper'>,
    read: Polynomial | undefined,
    body: (value: Expression) => Expression,
  ): Kernel[] => {
    const alternatives =
      read === undefined
        ? [{ restrictions: [], expression: { kind: 'constant', value: 0 } as const }]
        : access(x, at(read), context);
    return alternatives.map(({ restrictions, expression }) => {
      // Pieces of the line itself would be computed one after the other, and not always in the order of the line.
      if (restrictions.some(({ variable }) => variable === line.variable)) throw new NeedsBuffer(x);
      const own = restrict(loops, [...restrictions, { variable: line.variable, ...part }]);
      return {
        name: tensor.primitive,
        loops: [...(time === 'outer' ? [timeLoop] : []), ...own],
        body: body(expression),
        lanes: lane === undefined ? 'none' : 'each',
        target: target.buffer,
        slot: target.slot,
        offset,
      };
    });
  };
  // A line is rounded when all of it is summed up.
  const rounding: Kernel = {
    name: 'round',
    loops: [...(time === 'outer' ? [timeLoop] : []), ...loops],
    body: roundedValue({ ...placed, offset }),
    lanes: lane === undefined ? 'none' : 'each',
    target: target.buffer,
    slot: target.slot,
    offset,
  };
  return [
    ...kernelsOf({ lower: [], upper: [one] }, exclusive ? undefined : round, (value) => value),
    ...kernelsOf({ lower: [one], upper: [] }, exclusive ? before : round, (value) => ({
      kind: 'operation',
      primitive: 'add',
      args: [sofar, value],
    })),
    ...(context.isRounded(tensor) ? [rounding] : []),
  ];
}
