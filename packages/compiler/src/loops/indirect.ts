import type { Dimension, Tensor } from '@pushdown/tensors';
import { cannotCompile } from '../errors.ts';
import { constantValue, type Polynomial, zero } from '../index-maps/polynomial.ts';
import { access } from './access.ts';
import { type AccessContext, NeedsBuffer } from './alternatives.ts';
import { indexOf, restrict, type TimeLoop, targetOffset, timeLoop } from './indices.ts';
import type { Indirection, Kernel } from './kernel.ts';
import { sizeOf, stridesOf } from './sizes.ts';
import { laneAxisOf, type Stored, sizesOf } from './stored.ts';

/** Indices are float32 numbers, which are exact up to here. */
const mostRows = 2 ** 24;

function rowsOf(
  tensor: Tensor<'gather'> | Tensor<'scatterAdd'>,
  table: Stored,
  size: Dimension,
): Pick<Indirection, 'operation' | 'rows' | 'stride'> {
  const rows = sizeOf(size);
  if ((constantValue(rows) ?? 0) > mostRows)
    throw cannotCompile(tensor, `on a table of ${constantValue(rows)} rows has more than ${mostRows} of them`);
  return { operation: tensor.primitive, rows, stride: stridesOf(sizesOf(table), 1)[0] as Polynomial };
}

/** Rows of a table that all sequences share, one for every index. */
export function gatherKernels(
  tensor: Tensor<'gather'>,
  target: Stored,
  context: AccessContext,
  time: TimeLoop,
): Kernel[] {
  const [table, indices] = tensor.arguments as [Tensor, Tensor];
  const rank = indices.shape.length;
  const lane = laneAxisOf(target);
  if (time === 'summed' || (lane !== undefined && lane >= rank)) throw new NeedsBuffer(tensor);
  const stored = context.stored(table);
  if (stored === undefined) throw new NeedsBuffer(table);
  if (laneAxisOf(stored) !== undefined) throw new NeedsBuffer(tensor);
  const { index, loops } = indexOf(tensor.shape, lane);
  const offset = targetOffset(stored, [zero, ...index.slice(rank)], context.laneCount);
  const all = rowsOf(tensor, stored, table.shape[0] as Dimension);
  return access(indices, index.slice(0, rank), context).map(({ restrictions, expression }) => ({
    name: tensor.primitive,
    loops: [...(time === 'outer' ? [timeLoop] : []), ...restrict(loops, restrictions)],
    body: { kind: 'load', buffer: stored.buffer, slot: stored.slot, offset },
    lanes: lane === undefined ? 'none' : 'each',
    target: target.buffer,
    slot: target.slot,
    offset: targetOffset(target, index, context.laneCount),
    indirection: { ...all, row: expression },
  }));
}

/** Zeros, to which the updates are added one after the other: over time, then indices, then sequences. */
export function scatterKernels(
  tensor: Tensor<'scatterAdd'>,
  target: Stored,
  context: AccessContext,
  time: TimeLoop,
): Kernel[] {
  const [updates, indices] = tensor.arguments as [Tensor, Tensor];
  const rank = indices.shape.length;
  const lane = context.lane(updates).axis ?? context.lane(indices).axis;
  if (laneAxisOf(target) !== undefined || (lane !== undefined && lane >= rank)) throw new NeedsBuffer(tensor);
  const cleared = indexOf(tensor.shape, undefined);
  const clearing: Kernel = {
    name: 'zeros',
    loops: [...(time === 'outer' ? [timeLoop] : []), ...cleared.loops],
    body: { kind: 'constant', value: 0 },
    lanes: 'none',
    target: target.buffer,
    slot: target.slot,
    offset: targetOffset(target, cleared.index, context.laneCount),
  };
  const { index, loops } = indexOf(updates.shape, lane);
  const all = rowsOf(tensor, target, tensor.attributes.rows);
  const adding = access(indices, index.slice(0, rank), context).flatMap((row) =>
    access(updates, index, context).map(
      ({ restrictions, expression }): Kernel => ({
        name: tensor.primitive,
        loops: [...(time === 'none' ? [] : [timeLoop]), ...restrict(loops, [...row.restrictions, ...restrictions])],
        body: expression,
        lanes: lane === undefined ? 'none' : 'each',
        target: target.buffer,
        slot: target.slot,
        offset: targetOffset(target, [zero, ...index.slice(rank)], context.laneCount),
        indirection: { ...all, row: row.expression },
      }),
    ),
  );
  return [clearing, ...adding];
}
