import type { SafetensorsEntry } from '@pushdown/core';
import { pytorchNames } from './pytorch-names.ts';

type Entries = Readonly<Record<string, SafetensorsEntry>>;

/**
 * Parameters under the names, and in the layout, of the PyTorch implementation of DuSell & Chiang (2023).
 * @param parameters all of a model, by path. @throws OptionError when one has no counterpart.
 */
export function toPytorch(parameters: Entries): Record<string, SafetensorsEntry> {
  const names = pytorchNames(Object.keys(parameters));
  return Object.fromEntries(
    Object.entries(parameters).map(([path, entry]) => [names.get(path) as string, transposed(entry)]),
  );
}

/** [a, b] as [b, a]; vectors stay as they are. */
export function transposed({ shape, values }: SafetensorsEntry): SafetensorsEntry {
  if (shape.length !== 2) return { shape, values };
  const [rows, columns] = shape as [number, number];
  const result = values.slice();
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = values[row * columns + column] as number;
  return { shape: [columns, rows], values: result };
}
