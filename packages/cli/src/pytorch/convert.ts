import type { ModelParameter, SafetensorsEntry } from '@pushdown/core';
import { UsageError } from '../errors.ts';
import { pytorchNames } from './names.ts';

type Entries = Readonly<Record<string, SafetensorsEntry>>;

/** Parameters under PyTorch's names and in its layout. @throws UsageError when one has no counterpart. */
export function toPytorch(parameters: Entries): Record<string, SafetensorsEntry> {
  const names = pytorchNames(Object.keys(parameters));
  return Object.fromEntries(
    Object.entries(parameters).map(([path, entry]) => [names.get(path) as string, transposed(entry)]),
  );
}

/**
 * Parameters under our paths and in our layout.
 * @throws UsageError when one is missing, is not of the model, or has another shape.
 */
export function fromPytorch(
  parameters: readonly Pick<ModelParameter, 'path' | 'shape'>[],
  entries: Entries,
): Record<string, SafetensorsEntry> {
  const names = pytorchNames(parameters.map(({ path }) => path));
  const known = new Set(names.values());
  const extra = Object.keys(entries).find((name) => !known.has(name));
  if (extra !== undefined) throw new UsageError(`the file has a parameter "${extra}" that the model lacks`);
  return Object.fromEntries(
    parameters.map(({ path, shape }) => {
      const name = names.get(path) as string;
      const found = entries[name];
      if (found === undefined) throw new UsageError(`the file has no parameter "${name}"`);
      const entry = transposed(found);
      if (entry.shape.join() !== shape.join()) {
        throw new UsageError(
          `the parameter "${name}" of the file has the shape [${found.shape.join(', ')}]; the model needs [${shape.toReversed().join(', ')}]`,
        );
      }
      return [path, entry];
    }),
  );
}

/** [a, b] as [b, a]; vectors stay as they are. */
function transposed({ shape, values }: SafetensorsEntry): SafetensorsEntry {
  if (shape.length !== 2) return { shape, values };
  const [rows, columns] = shape as [number, number];
  const result = values.slice();
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = values[row * columns + column] as number;
  return { shape: [columns, rows], values: result };
}
