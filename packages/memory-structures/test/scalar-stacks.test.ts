import { createRecurrentModel, randomStream } from '@pushdown/core';
import { scalarStacks } from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';
import { expectRows, sigmoid, softmax } from './support/numbers.ts';
import { plainController } from './support/plain-controller.ts';
import { randomHidden, runMemory } from './support/run-memory.ts';

/** K stacks in plain numbers, deep enough that the bottom is never reached. */
function literalStacks(
  hidden: readonly (readonly number[])[],
  parameters: Record<string, Float64Array>,
  { stacks, actions, depth }: { readonly stacks: number; readonly actions: number; readonly depth: number },
): number[][] {
  const product = (h: readonly number[], path: string, columns: number): number[] =>
    Array.from({ length: columns }, (_, column) =>
      h.reduce((total, value, row) => total + value * (parameters[path]?.[row * columns + column] as number), 0),
    );
  let cells = Array.from({ length: stacks }, () => new Array<number>(hidden.length + depth + 1).fill(-1));
  const read = (): number[] =>
    Array.from({ length: depth * stacks }, (_, index) => cells[index % stacks]?.[Math.floor(index / stacks)] as number);
  const readings = [read()];
  for (const h of hidden) {
    const logits = product(h, 'actions', actions * stacks);
    const pushed = product(h, 'pushedValues', stacks).map(sigmoid);
    cells = cells.map((cell, k) => {
      const [push, pop, noop = 0] = softmax(logits.slice(k * actions, (k + 1) * actions)) as [number, number, number?];
      return cell.map(
        (own, i) => push * ((i === 0 ? pushed[k] : cell[i - 1]) as number) + pop * (cell[i + 1] ?? -1) + noop * own,
      );
    });
    readings.push(read());
  }
  return readings;
}

describe('scalar stacks', () => {
  it.each([
    { stacks: 3 },
    { stacks: 2, noop: true },
    { stacks: 1, readingDepth: 1 },
    { stacks: 2, readingDepth: 4, noop: true },
  ])('equal the literal equations with %j', (options) => {
    const hidden = randomHidden(9, 4);
    const { readings, parameters } = runMemory(scalarStacks(options), hidden, { range: 2 });
    const { stacks, readingDepth = 2, noop = false } = options;
    expectRows(readings, literalStacks(hidden, parameters, { stacks, actions: noop ? 3 : 2, depth: readingDepth }));
  });

  it('read −1 where they are empty, at first and after more pops than pushes', () => {
    const hidden = [[1], [-1], [-1]];
    const parameters = { actions: [60, -60], pushedValues: [60] };
    const { readings, actions } = runMemory(scalarStacks({ stacks: 1 }), hidden, { parameters });
    expectRows(readings, [
      [-1, -1],
      [1, -1],
      [-1, -1],
      [-1, -1],
    ]);
    expectRows(actions.push ?? [], [[1], [0], [0]]);
    expect(Object.keys(actions)).toEqual(['push', 'pop']);
  });

  it('have no biases and begin as sums of three uniform numbers', () => {
    const model = createRecurrentModel({ alphabetSize: 3, controller: plainController(40), memory: scalarStacks({}) });
    const own = model.parameters.filter(({ component }) => component === 'memory');
    expect(own.map(({ path, shape }) => `${path} ${shape.join('x')}`)).toEqual([
      'memory/scalar-stacks/actions 40x20',
      'memory/scalar-stacks/pushedValues 40x10',
    ]);
    const values = model.initialize(randomStream(1, 'p'))['memory/scalar-stacks/actions'] as Float64Array;
    const deviation = Math.sqrt(values.reduce((total, value) => total + value * value, 0) / values.length);
    expect(deviation).toBeCloseTo(0.1, 2); // √3 · 0.1 / √3
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.3);
  });

  it.each([
    [{ stacks: 0 }, /memory "scalar-stacks": stacks/],
    [{ readingDepth: 0 }, /memory "scalar-stacks": readingDepth/],
    [{ size: 3 }, /memory "scalar-stacks": .*size/],
  ])('refuses %j', (options, message) => {
    expect(() => scalarStacks(options as never)).toThrow(message);
  });
});
