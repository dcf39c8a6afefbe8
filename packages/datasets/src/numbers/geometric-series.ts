/**
 * I + M + M² + … of a non-negative matrix, which is (I − M)⁻¹; undefined if the series diverges. It converges exactly if
 * that inverse exists and has no negative entry.
 *
 * @param largest beyond this, a sum is taken to diverge, as rounding decides what it would be.
 */
export function geometricSeries(matrix: readonly (readonly number[])[], largest = 1e6): number[][] | undefined {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [
    ...row.map((entry, j) => (i === j ? 1 : 0) - entry),
    ...row.map((_, j) => (i === j ? 1 : 0)),
  ]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const divisor = rows[column]![column]!;
    if (divisor === 0) return undefined;
    rows[column] = rows[column]!.map((entry) => entry / divisor);
    for (let row = 0; row < size; row++) {
      const factor = rows[row]![column]!;
      if (row === column || factor === 0) continue;
      rows[row] = rows[row]!.map((entry, index) => entry - factor * rows[column]![index]!);
    }
  }
  const inverse = rows.map((row) => row.slice(size));
  const tolerance = -1e-12 * Math.max(...inverse.flat().map(Math.abs));
  if (inverse.flat().some((entry) => !(entry >= tolerance && entry <= largest))) return undefined;
  return inverse.map((row) => row.map((entry) => Math.max(0, entry)));
}
