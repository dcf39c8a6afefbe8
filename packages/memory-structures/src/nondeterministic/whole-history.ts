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
  type Tensors,
  transpose,
  zeros,
} from '@pushdown/tensors';
import type { Beginning } from './beginning.ts';
import { finishColumn, pushed, replaced, rescaled, uncovering } from './columns.ts';
import { withZeros } from './rows.ts';
import type { RunStore } from './run-store.ts';
import type { AutomatonSizes, Transitions } from './transitions.ts';

/**
 * Keeps the columns of all steps in history tables. Before step j there are `entries` = j − 1 of them, for the times 1
 * to j − 1; that of time 0 is known, and part of the state as long as it is the last one. The row of time i is number
 * i + 1, so the column of time k has k + 1 rows, and is read with zeros below them.
 *
 * State: γ[−1→0] before the first step, zeros after it: [B, 1, Q, S, Q, S, M]. It is replaced on
 * its own: the gradient of a column 0 before the table's columns would be as large as the table, at every step.
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
    initialState: ({ column }): Tensors => (column === undefined ? {} : { first: expandDims(column, 1) }),
    step({ beginning, transitions: given, payload, state, tables }) {
      const columns = tables.columns as Tensor; // [entries, B, entries + 1, Q, S, Q, S, M]
      const forward = concat([beginning.forward, transpose(tables.forward as Tensor, [1, 0, 2, 3])], 1);
      const transitions = rescaled(given, element(forward, 1, -1));
      // γ[·→j−1], rows −1 to j − 2. Before the first step there is no entry, and a row of zeros stands for one.
      const previous = element(withZeros(columns, 0, [1, 0]), 0, -1);
      const older = [replaced(previous, transitions), popped(columns, previous, beginning, transitions)];
      if (state.first !== undefined) older.push(withZeros(replaced(state.first, transitions), 1, [0, entries]));
      const result = finishColumn(older, pushed(transitions, payload), forward);
      const next: Tensors = state.first === undefined ? {} : { first: zeros(state.first.shape) };
      return { state: next, entries: { columns: result.column, forward: result.forward }, sums: result.sums };
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
