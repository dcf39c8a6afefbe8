import { queue, stratificationStack } from '@pushdown/memory-structures';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Element, literalPop, literalRead } from './support/literal-strengths.ts';
import { affine, expectRows, sigmoid } from './support/numbers.ts';
import { picking, randomHidden, runMemory } from './support/run-memory.ts';

const size = 2;

/** Pop, push, read. */
function literalRun(
  hidden: readonly (readonly number[])[],
  parameters: Record<string, Float64Array>,
  end: 'top' | 'bottom',
): number[][] {
  const elements: Element[] = [];
  const readings = hidden.map((h) => {
    const [push, pop] = affine(h, parameters, 'actions').map(sigmoid) as [number, number];
    literalPop(elements, pop, end);
    elements.push({ value: affine(h, parameters, 'pushedVector').map(Math.tanh), strength: push });
    return literalRead(elements, end, size).reading;
  });
  return [new Array<number>(size).fill(0), ...readings];
}

describe.each([
  ['stratification-stack', stratificationStack, 'top'],
  ['queue', queue, 'bottom'],
] as const)('%s', (name, contribution, end) => {
  it('equals the literal equations on random strengths and vectors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 14 }), fc.nat(1000), (steps, seed) => {
        const hidden = randomHidden(steps, 3, { seed });
        const { readings, parameters } = runMemory(contribution({ size }), hidden, { range: 2 });
        expectRows(readings, literalRun(hidden, parameters, end));
      }),
      { numRuns: 40 },
    );
  });

  it('needs no more capacity than there are steps', () => {
    const hidden = randomHidden(6, 3);
    const exact = runMemory(contribution({ size }), hidden, { withGradients: true });
    const roomy = runMemory(contribution({ size }), hidden, { withGradients: true, capacity: 9 });
    expect(roomy.readings).toEqual(exact.readings);
    for (const [path, gradient] of Object.entries(exact.gradients))
      expectRows([[...(roomy.gradients[path] ?? [])]], [[...gradient]]);
  });

  it('reports its strengths', () => {
    const hidden = randomHidden(4, 3);
    const { actions, parameters } = runMemory(contribution({ size }), hidden);
    const expected = hidden.map((h) => affine(h, parameters, 'actions').map(sigmoid));
    expectRows(
      actions.push ?? [],
      expected.map(([push]) => [push as number]),
    );
    expectRows(
      actions.pop ?? [],
      expected.map(([, pop]) => [pop as number]),
    );
  });

  it.each([
    [{}, /size/],
    [{ size: 0 }, /size/],
    [{ size: 2, depth: 3 }, /depth/],
  ])('refuses %j', (options, message) => {
    expect(() => contribution(options as never)).toThrow(new RegExp(`memory "${name}": .*${message.source}`));
  });
});

const big = 60;
/** Full strengths, or none, and a bit. */
const push = (bit: number): number[] => [big, -big, bit === 1 ? big : -big];
const pop = [-big, big, 0];
const exchange = (bit: number): number[] => [big, big, bit === 1 ? big : -big];
const exact = {
  'actions/weights': picking(3, 2, 0),
  'actions/bias': [0, 0],
  'pushedVector/weights': picking(3, 1, 2),
  'pushedVector/bias': [0],
};
const rounded = (readings: readonly (readonly number[])[]): number[] =>
  readings.map(([value]) => Math.round((value as number) * 1e9) / 1e9);

it('a stack with whole strengths is last in, first out', () => {
  const { readings } = runMemory(stratificationStack({ size: 1 }), [push(1), push(0), push(1), pop, pop, exchange(0)], {
    parameters: exact,
  });
  expect(rounded(readings)).toEqual([0, 1, -1, 1, -1, 1, -1]);
});

it('a queue with whole strengths is first in, first out', () => {
  const { readings } = runMemory(queue({ size: 1 }), [push(1), push(0), push(1), pop, pop, exchange(0)], {
    parameters: exact,
  });
  expect(rounded(readings)).toEqual([0, 1, 1, 1, -1, 1, -1]);
});
