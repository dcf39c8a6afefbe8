import {
  add,
  concat,
  einsum,
  element,
  entries,
  expandDims,
  extend,
  sliceAxis,
  type Tensor,
  transpose,
  zeros,
} from '@pushdown/tensors';
import type { Beginning } from './beginning.ts';
import { finishColumn, pushed, replaced, uncovering } from './columns.ts';
import { withZeros } from './rows.ts';
import type { RunStore } from './run-store.ts';
import type { AutomatonSizes, Transitions } from './transitions.ts';

/**
 * Keeps the columns of all steps in history tables. Before step j there are `entries` = j − 1 of them, for the times 1
 * to j − 1; that of time 0 is known. The row of time i is number i + 1, so the column of time k has k + 1 rows, and is
 * read with zeros below them.
 *
 * Time O(Q³ S³ n² + Q³ S² n³), space O(Q² S² n²), each times M.
 */
export function wholeHistory({ states, symbols }: AutomatonSizes, width: number): RunStore {
  const pair = [states, symbols];
  return {
    tables: ({ batchSize }) => ({
      columns: [batchSize, extend(entries, 2), ...pair, ...pair, width],
      forward: [batchSize, ...pair],
    }),
    initialState: () => ({}),
    step({ beginning, transitions, payload, tables }) {
      const columns = tables.columns as Tensor; // [entries, B, entries + 1, Q, S, Q, S, M]
      const batch = payload.shape[0] as number;
      const first =
        beginning.column === undefined ? zeros([batch, 1, ...pair, ...pair, width]) : expandDims(beginning.column, 1);
      const allColumns = concat([expandDims(withZeros(first, 1, [0, entries]), 0), columns], 0);
      const previous = element(allColumns, 0, -1); // γ[·→j−1], rows −1 to j − 2

      const older = [replaced(previous, transitions), popped(columns, previous, beginning, transitions)];
      const forward = concat([beginning.forward, transpose(tables.forward as Tensor, [1, 0, 2, 3])], 1);
      const result = finishColumn(older, pushed(transitions, payload), forward);
      return { state: {}, entries: { columns: result.column, forward: result.forward }, sums: result.sums };
    },
  };
}

/** Σ_{k=i+1}^{j−2} Σ_t γ[i→k][q, x→t, y] · γ′[k→j][t, y→r]: runs whose last step uncovers what was on top at time k. */
function popped(columns: Tensor, previous: Tensor, beginning: Beginning, transitions: Transitions): Tensor {
  // A row of zeros for k = j − 1: nothing was pushed after it that could be popped. So there is one row for each column.
  const uncovered = withZeros(uncovering(previous, transitions), 1, [0, 1]); // k from −1 to j − 1
  const sinceFirst = einsum('kbiqxtym,bktyr->biqxrym', columns, sliceAxis(uncovered, 1, 2));
  if (beginning.column === undefined) return sinceFirst;
  // k = 0 uncovers the bottom, and its column has the row i = −1 only.
  const bottom = einsum('bqxtym,btyr->bqxrym', beginning.column, element(uncovered, 1, 1));
  return add(sinceFirst, withZeros(expandDims(bottom, 1), 1, [0, entries]));
}
