import { continuousStack } from '@pushdown/memory-structures';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Element, literalPop, literalRead } from './support/literal-strengths.ts';
import { affine, expectRows } from './support/numbers.ts';
import { randomHidden, runMemory } from './support/run-memory.ts';

const symbolCount = 3;
const oneHot = (symbol: number): number[] => [0, 1, 2].map((index) => (index === symbol ? 1 : 0));

/** Signed actions on a stack of one-hot symbols: the reading, and the thickness of the whole stack. */
function literalRun(actions: readonly number[], symbols: readonly (readonly number[])[]) {
  const elements: Element[] = [];
  const steps = actions.map((action, time) => {
    literalPop(elements, Math.max(0, -action), 'top');
    elements.push({ value: symbols[time] as readonly number[], strength: Math.max(0, action) });
    const { reading, found } = literalRead(elements, 'top', symbolCount);
    return { reading: [...reading, 1 - found], length: elements.reduce((total, { strength }) => total + strength, 0) };
  });
  return {
    readings: [[0, 0, 0, 1], ...steps.map(({ reading }) => reading)],
    lengths: steps.map(({ length }) => [length]),
  };
}

const symbolsOf = (count: number): number[][] =>
  Array.from({ length: count }, (_, time) => oneHot((time * time + 1) % 3));

describe('continuous stack', () => {
  it.each([1, 2, 3])('equals the literal equations (%i)', (seed) => {
    const hidden = randomHidden(14, 3, { seed });
    const symbols = symbolsOf(14);
    const { readings, actions, parameters } = runMemory(continuousStack(), hidden, { symbols, range: 2 });
    const signed = hidden.map((h) => Math.tanh(affine(h, parameters, 'action')[0] as number));
    const expected = literalRun(signed, symbols);
    expectRows(readings, expected.readings);
    expectRows(actions.length ?? [], expected.lengths);
    expectRows(
      actions.push ?? [],
      signed.map((action) => [Math.max(0, action)]),
    );
    expectRows(
      actions.pop ?? [],
      signed.map((action) => [Math.max(0, -action)]),
    );
    for (const row of readings) expect(row.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 12);
  });

  it('with actions of −1, 0 and 1 is a discrete stack, on 1000 random programs', () => {
    const parameters = { 'action/weights': [60], 'action/bias': [0] };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-1, 0, 1), { minLength: 1, maxLength: 12 }), (program) => {
        const symbols = symbolsOf(program.length);
        const { readings } = runMemory(
          continuousStack(),
          program.map((action) => [action]),
          { symbols, parameters },
        );
        const stack: number[] = [];
        const expected = program.map((action, time) => {
          if (action === 1) stack.push((symbols[time] as number[]).indexOf(1));
          if (action === -1) stack.pop();
          return [0, 1, 2, 3].map((place) => (place === (stack.at(-1) ?? symbolCount) ? 1 : 0));
        });
        expectRows(readings, [[0, 0, 0, 1], ...expected], 1e-9);
      }),
      { numRuns: 1000 },
    );
  });

  it('rounds its actions if it is digital', () => {
    const hidden = [[0.9], [0.4], [-0.4], [-0.9]];
    const parameters = { 'action/weights': [1], 'action/bias': [0] };
    const { actions } = runMemory(continuousStack({ digital: true }), hidden, { symbols: symbolsOf(4), parameters });
    expectRows(actions.push ?? [], [[1], [0], [0], [0]]);
    expectRows(actions.pop ?? [], [[0], [0], [0], [1]]);
    expectRows(actions.length ?? [], [[1], [1], [1], [0]]);
  });

  it('adds noise to its actions, none where all random numbers are ½', () => {
    const hidden = [[0.9], [0.4], [-0.4]];
    const parameters = { 'action/weights': [1], 'action/bias': [0] };
    const noise = randomHidden(3, 12, { range: 0.5 }).map((row) => row.map((x) => x + 0.5));
    const run = (rows: readonly (readonly number[])[]): number[][] => {
      const { actions } = runMemory(continuousStack({ noise: 0.1 }), hidden, {
        symbols: symbolsOf(3),
        parameters,
        noise: { action: rows },
      });
      return (actions.push ?? []).map(([push], step) => [(push as number) - (actions.pop?.[step]?.[0] as number)]);
    };
    const exact = hidden.map(([h]) => Math.tanh(h as number));
    const sums = noise.map((row) => row.reduce((total, value) => total + value, -6));
    expectRows(
      run(noise),
      exact.map((action, step) => [action + 0.1 * (sums[step] as number)]),
    );
    expectRows(
      run(noise.map((row) => row.map(() => 0.5))),
      exact.map((action) => [action]),
    );
  });

  it.each([
    [{ size: 3 }, /size/],
    [{ noise: -1 }, /noise/],
  ])('refuses %j', (options, message) => {
    expect(() => continuousStack(options as never)).toThrow(
      new RegExp(`memory "continuous-stack": .*${message.source}`),
    );
  });
});
