import type { Execution, Run } from '@pushdown/tensors';

/** Gradients of the loss of a whole run by central differences. */
export function runDifferences(execution: Execution, run: Run, paths: readonly string[]): Record<string, number[]> {
  const width = 1e-5;
  const loss = (): number =>
    Array.from(execution.forward(run).outputs.loss?.values ?? []).reduce((total, value) => total + value, 0);
  return Object.fromEntries(
    paths.map((path) => {
      const values = [...execution.readParameter(path)];
      const slopes = values.map((value, index) => {
        execution.writeParameter(path, values.with(index, value + width));
        const above = loss();
        execution.writeParameter(path, values.with(index, value - width));
        return (above - loss()) / (2 * width);
      });
      execution.writeParameter(path, values);
      return [path, slopes];
    }),
  );
}
