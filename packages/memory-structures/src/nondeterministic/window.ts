import { concat, einsum, element, expandDims, sliceAxis, type Tensor, zeros } from '@pushdown/tensors';
import { finishColumn, pushed, replaced, uncovering } from './columns.ts';
import { withZeros } from './rows.ts';
import type { RunStore } from './run-store.ts';

/**
 * Keeps only what lies at most D steps back (DuSell & Chiang 2023, for the Penn Treebank): γ[i→j] for j − D ≤ i. What
 * was pushed earlier cannot be uncovered any more. The state has a constant size and may be carried from one chunk of a
 * text to the next. With D at least the length of a string nothing is lost.
 *
 * State after step j: the columns of the times j − D + 2 to j, each with the rows j − D + 1 to j − 1, and α of the
 * times j − D + 1 to j. Time O(D² Q³ S² + D Q³ S³) a step, each times M.
 */
export function windowOf(length: number): RunStore {
  return {
    initialState({ column, forward, sums }) {
      const width = sums.shape[3] as number;
      const [batch, , states, symbols] = forward.shape as [number, number, number, number];
      const pair = [states, symbols];
      const side = length - 1;
      return {
        columns:
          column === undefined
            ? zeros([batch, side, side, ...pair, ...pair, width])
            : withZeros(withZeros(expandDims(expandDims(column, 1), 1), 1, [side - 1, 0]), 2, [side - 1, 0]),
        forward: withZeros(forward, 1, [length - 2, 0]),
      };
    },
    step({ transitions, payload, state }) {
      const columns = state.columns as Tensor; // [B, D − 1, D − 1, Q, S, Q, S, M]
      const previous = element(columns, 1, -1);
      const older = [replaced(previous, transitions)];
      if (length > 2) {
        const uncovered = sliceAxis(uncovering(previous, transitions), 1, 1);
        older.push(einsum('bkiqxtym,bktyr->biqxrym', sliceAxis(columns, 1, 0, -1), uncovered));
      }
      const forward = state.forward as Tensor;
      const result = finishColumn(older, pushed(transitions, payload), forward);
      // All times move on by one: the oldest column, the oldest row of every column, and the oldest α drop out.
      const aged = withZeros(sliceAxis(sliceAxis(columns, 1, 1), 2, 1), 2, [0, 1]);
      return {
        state: {
          columns: concat([aged, expandDims(sliceAxis(result.column, 1, 1), 1)], 1),
          forward: concat([sliceAxis(forward, 1, 1), expandDims(result.forward, 1)], 1),
        },
        sums: result.sums,
      };
    },
  };
}
