import { lstm } from '@pushdown/cells';
import { describeCompilation } from '@pushdown/compiler/inspect';
import { createRecurrentModel } from '@pushdown/core';
import { vectorNondeterministicStack } from '@pushdown/memory-structures';
import { expect, it } from 'vitest';

/** Bytes that training on strings of `steps` symbols takes, and those of its history of columns and their gradients. */
function bytesOf(bottomVector: 'learned' | 'one', steps: number): { readonly all: number; readonly columns: number } {
  const [states, symbols, size, batchSize] = [2, 3, 3, 4];
  const memory = vectorNondeterministicStack({ states, symbols, size, bottomVector });
  const model = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 5 }), memory });
  const trainable = model.parameters.map(({ path }) => path);
  const { sizes } = describeCompilation(model.recurrence(batchSize), { trainable, outputs: ['loss'], steps });
  const column = 4 * batchSize * (steps + 1) * (states * symbols) ** 2 * (1 + size);
  return { all: sizes.memory.total, columns: steps * column };
}

it('a learned bottom vector takes no more memory than a fixed one, some three tables of columns', () => {
  const [learned, fixed] = [bytesOf('learned', 80), bytesOf('one', 80)];
  expect(learned.all).toBeLessThan(1.05 * fixed.all);
  // The columns, what later steps add to their gradients, and their gradients; the rest is small.
  expect(learned.all / learned.columns).toBeGreaterThan(3);
  expect(learned.all / learned.columns).toBeLessThan(3.5);
});
