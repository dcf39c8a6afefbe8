import { multipopStack } from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';
import { affine, expectRows, sigmoid } from './support/numbers.ts';
import { randomHidden, runMemory } from './support/run-memory.ts';

type Row = readonly number[];

/** Every number of pops on its own, then the mixture. */
function literalRun(
  hidden: readonly Row[],
  parameters: Record<string, Float64Array>,
  { pops, depth, size }: { readonly pops: number; readonly depth: number; readonly size?: number },
): { readonly readings: number[][]; readonly probabilities: number[][] } {
  const width = size ?? (hidden[0] as Row).length;
  const zero = new Array<number>(width).fill(0);
  let elements: number[][] = Array.from({ length: depth }, () => zero);
  const readings = [zero];
  const probabilities: number[][] = [];
  for (const h of hidden) {
    const [push, ...gates] = affine(h, parameters, 'actions').map(sigmoid) as [number, ...number[]];
    const shares = Array.from({ length: pops + 1 }, (_, k) => {
      const before = gates.slice(0, k).reduce((product, gate) => product * gate, 1);
      return k === pops ? before : before * (1 - (gates[k] as number));
    });
    const vector = size === undefined ? h : affine(h, parameters, 'pushedVector').map(sigmoid);
    const left = elements.map((row, i) =>
      row.map((_, c) => shares.reduce((total, share, k) => total + share * (elements[i + k]?.[c] ?? 0), 0)),
    );
    elements = left.map((row, i) =>
      row.map((own, c) => push * ((i === 0 ? vector : (left[i - 1] as Row))[c] as number) + (1 - push) * own),
    );
    readings.push(elements[0] as number[]);
    probabilities.push([push, ...shares]);
  }
  return { readings, probabilities };
}

describe('multipop stack', () => {
  it.each([{}, { pops: 1, depth: 4 }, { size: 2, pops: 2 }, { size: 3, pops: 4, depth: 2 }])(
    'equals the literal equations with %j',
    (options) => {
      const hidden = randomHidden(12, 3);
      const { readings, actions, parameters } = runMemory(multipopStack(options), hidden, { range: 2 });
      const expected = literalRun(hidden, parameters, { pops: 3, depth: 10, ...options });
      expectRows(readings, expected.readings);
      for (const [index, name] of Object.keys(actions).entries())
        expectRows(
          actions[name] ?? [],
          expected.probabilities.map((row) => [row[index] as number]),
        );
    },
  );

  it('pops two elements at once when its gates say so', () => {
    const big = 60;
    const push = (value: number): number[] => [big, -big, -big, value];
    const popTwice = [-big, big, big, 0];
    const parameters = {
      'actions/weights': [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
      'actions/bias': [0, 0, 0],
      'pushedVector/weights': [0, 0, 0, 1],
      'pushedVector/bias': [0],
    };
    const hidden = [push(big), push(-big), push(-big), popTwice];
    const { readings, actions } = runMemory(multipopStack({ size: 1, pops: 2 }), hidden, { parameters });
    expectRows(readings, [[0], [1], [0], [0], [1]]);
    expect(Object.keys(actions)).toEqual(['push', 'pops0', 'pops1', 'pops2']);
  });

  it.each([
    [{ pops: 0 }, /memory "multipop-stack": pops/],
    [{ depth: 0 }, /memory "multipop-stack": depth/],
  ])('refuses %j', (options, message) => {
    expect(() => multipopStack(options)).toThrow(message);
  });
});
