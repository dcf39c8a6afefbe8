import { concat, einsum, element, expandDims, sliceAxis, type Tensor, type Tensors, zeros } from '@pushdown/tensors';
import { finishColumn, pushed, replaced, rescaled, uncovering } from './columns.ts';
import { withZeros } from './rows.ts';
import type { RunStore } from './run-store.ts';

/** Some columns next to each other, with as many rows as the last of them has: those from `first` on, before `end`. */
interface ColumnGroup {
  readonly key: string;
  readonly first: number;
  readonly end: number;
}

/**
 * Groups of about eight columns, four at most. An older column has fewer rows, so that groups take less room and time than
 * one square: five eighths of it with four.
 */
function groupsOf(columns: number): readonly ColumnGroup[] {
  const count = Math.min(4, Math.max(1, Math.round(columns / 8)));
  const bound = (index: number): number => Math.round((index * columns) / count);
  return Array.from({ length: count }, (_, index) => ({
    key: `columns-${index + 1}`,
    first: bound(index),
    end: bound(index + 1),
  }));
}

/**
 * Keeps only what lies at most D steps back (DuSell & Chiang 2023, for the Penn Treebank): γ[i→j] for j − D ≤ i. What
 * was pushed earlier cannot be uncovered any more. The state has a constant size and may be carried from one chunk of a
 * text to the next. With D at least the length of a string nothing is lost.
 *
 * State after step j: the columns of the times j − D + 2 to j, numbered from 0, with their rows from the time j − D + 1 on;
 * column c has c + 1 of them, and zeros below in its group. And α of the times j − D + 1 to j. Time O(D² Q³ S² + D Q³ S³) a
 * step, each times M.
 */
export function windowOf(length: number): RunStore {
  const side = length - 1;
  const groups = groupsOf(side);
  return {
    initialState({ column, forward, sums }) {
      const width = sums.shape[3] as number;
      const [batch, , states, symbols] = forward.shape as [number, number, number, number];
      const pair = [states, symbols];
      const state: Record<string, Tensor> = { forward: withZeros(forward, 1, [length - 2, 0]) };
      for (const { key, first, end } of groups) {
        state[key] =
          column === undefined || end < side
            ? zeros([batch, end - first, end, ...pair, ...pair, width])
            : withZeros(withZeros(expandDims(expandDims(column, 1), 1), 1, [side - first - 1, 0]), 2, [side - 1, 0]);
      }
      return state;
    },
    step({ transitions: given, payload, state }) {
      const forward = state.forward as Tensor;
      const transitions = rescaled(given, element(forward, 1, -1));
      const newest = groups.at(-1) as ColumnGroup;
      const previous = element(state[newest.key] as Tensor, 1, -1); // [B, D − 1, Q, S, Q, S, M]
      const older = [replaced(previous, transitions)];
      const uncovered = uncovering(previous, transitions);
      for (const { key, first, end } of groups) {
        // Nothing was pushed after the newest column that could be popped.
        const count = Math.min(end, side - 1) - first;
        if (count === 0) continue;
        const columns = sliceAxis(state[key] as Tensor, 1, 0, count); // [B, count, end, Q, S, Q, S, M]
        const popped = einsum(
          'bkiqxtym,bktyr->biqxrym',
          columns,
          sliceAxis(uncovered, 1, first + 1, first + 1 + count),
        );
        older.push(withZeros(popped, 1, [0, side - end]));
      }
      const result = finishColumn(older, pushed(transitions, payload), forward);
      const next: Record<string, Tensor> = {
        forward: concat([sliceAxis(forward, 1, 1), expandDims(result.forward, 1)], 1),
      };
      for (const [index, group] of groups.entries())
        next[group.key] = concat([aged(state[group.key] as Tensor), entering(index, state, result.column)], 1);
      return { state: next, sums: result.sums };
    },
  };

  /** The column that moves into a group as its last one, with the rows it still has there: [B, 1, end, Q, S, Q, S, M]. */
  function entering(index: number, state: Tensors, column: Tensor): Tensor {
    const { end } = groups[index] as ColumnGroup;
    const younger = groups[index + 1];
    const from = younger === undefined ? column : element(state[younger.key] as Tensor, 1, 0);
    return expandDims(sliceAxis(from, 1, 1, end + 1), 1);
  }
}

/** A group when all times have moved on by one: its oldest column, and the oldest row of every column, drop out. */
function aged(columns: Tensor): Tensor {
  return withZeros(sliceAxis(sliceAxis(columns, 1, 1), 2, 1), 2, [0, 1]);
}
