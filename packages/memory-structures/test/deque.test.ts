import { deque } from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';
import { type Element, literalPop, literalRead } from './support/literal-strengths.ts';
import { affine, expectRows, sigmoid } from './support/numbers.ts';
import { picking, randomHidden, runMemory } from './support/run-memory.ts';

const size = 2;

function literalDeque(hidden: readonly (readonly number[])[], parameters: Record<string, Float64Array>): number[][] {
  const elements: Element[] = [];
  const readings = hidden.map((h) => {
    const [pushTop, pushBottom, popTop, popBottom] = affine(h, parameters, 'actions').map(sigmoid) as [
      number,
      number,
      number,
      number,
    ];
    const vectors = affine(h, parameters, 'pushedVectors').map(Math.tanh);
    literalPop(elements, popTop, 'top');
    literalPop(elements, popBottom, 'bottom');
    elements.push({ value: vectors.slice(0, size), strength: pushTop });
    elements.unshift({ value: vectors.slice(size), strength: pushBottom });
    return [...literalRead(elements, 'top', size).reading, ...literalRead(elements, 'bottom', size).reading];
  });
  return [new Array<number>(2 * size).fill(0), ...readings];
}

describe('deque', () => {
  it.each([1, 2, 3, 4, 5])('equals the literal equations (%i)', (seed) => {
    const hidden = randomHidden(10, 4, { seed });
    const { readings, parameters } = runMemory(deque({ size }), hidden, { range: 2 });
    expectRows(readings, literalDeque(hidden, parameters));
  });

  it('with whole strengths is a deque: what enters at the bottom can leave at the top', () => {
    const big = 60;
    const vector = (bit: number): number => (bit === 1 ? big : -big);
    // In the order push top, push bottom, pop top, pop bottom, vector at the top, vector at the bottom.
    const pushTop = (bit: number): number[] => [big, -big, -big, -big, vector(bit), 0];
    const pushBottom = (bit: number): number[] => [-big, big, -big, -big, 0, vector(bit)];
    const popTop = [-big, -big, big, -big, 0, 0];
    const popBottom = [-big, -big, -big, big, 0, 0];
    const { readings } = runMemory(deque({ size: 1 }), [pushTop(1), pushBottom(0), popTop, pushBottom(1), popBottom], {
      parameters: {
        'actions/weights': picking(6, 4, 0),
        'actions/bias': [0, 0, 0, 0],
        'pushedVectors/weights': picking(6, 2, 4),
        'pushedVectors/bias': [0, 0],
      },
    });
    expectRows(readings, [
      [0, 0],
      [1, 1],
      [1, -1],
      [-1, -1],
      [-1, 1],
      [-1, -1],
    ]);
  });

  it('refuses a size that is none', () => {
    expect(() => deque({ size: 1.5 })).toThrow(/memory "deque": size/);
  });
});
