import { TensorError } from '@pushdown/tensors';
import { faultLayout, faultOperations } from '../emit/faults.ts';

/**
 * Makes an error of what code reported, and forgets the report, which begins where the view does. The message is that of the reference executor.
 * @throws TensorError for an index outside its table.
 */
export function throwFault(view: DataView): void {
  const operation = faultOperations[view.getInt32(faultLayout.operation, true) - 1];
  if (operation === undefined) return;
  view.setInt32(faultLayout.operation, 0, true);
  const rows = view.getInt32(faultLayout.rows, true);
  const indices = [0, 1, 2, 3].map((lane) => view.getFloat32(faultLayout.indices + 4 * lane, true));
  const index = indices.find((value) => !(value >= 0 && value < rows));
  throw new TensorError(`${operation}: index ${index} is outside a table of ${rows} rows`);
}
