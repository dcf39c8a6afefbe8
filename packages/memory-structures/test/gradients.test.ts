import type { Memory } from '@pushdown/core';
import memories, * as contributions from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';
import { randomHidden, runMemory } from './support/run-memory.ts';

const {
  babyNtm,
  continuousStack,
  deque,
  multipopStack,
  nondeterministicStack,
  queue,
  scalarStacks,
  stratificationStack,
  superpositionStack,
  suzgunStack,
  vectorNondeterministicStack,
} = contributions;

const automaton = { states: 2, symbols: 2 };
const cases: readonly Memory[] = [
  superpositionStack({ size: 2 }),
  superpositionStack({ push: 'hidden', depth: 2 }),
  stratificationStack({ size: 2 }),
  nondeterministicStack(automaton),
  nondeterministicStack({ ...automaton, window: 4 }),
  nondeterministicStack({ ...automaton, normalize: true, bottom: 'original', statesInReading: false }),
  vectorNondeterministicStack({ ...automaton, size: 2 }),
  vectorNondeterministicStack({ ...automaton, size: 2, window: 3, bottomInitialization: 'iclr2023' }),
  scalarStacks({ stacks: 2, noop: true }),
  multipopStack({ size: 2, depth: 3 }),
  suzgunStack({ cells: 3, temperature: 0.6 }),
  continuousStack(),
  queue({ size: 2 }),
  deque({ size: 2 }),
  babyNtm({ cells: 3 }),
] as unknown as readonly Memory[];

const hidden = randomHidden(7, 3);
const symbols = hidden.map((_, time) => [time % 2, 1 - (time % 2)]);

/** What `runMemory` takes the gradient of. */
const lossOf = (readings: readonly (readonly number[])[]): number =>
  readings.flat().reduce((total, value, index) => total + value * Math.sin(1 + 3 * index), 0);

it('every memory is here', () => {
  const names = new Set(cases.map(({ name }) => name));
  expect(
    memories.contributions.map(({ contributionName }) => contributionName).filter((name) => !names.has(name)),
  ).toEqual([]);
});

describe.each(cases.map((memory, index) => ({ memory, label: `${memory.name} (${index + 1})` })))(
  '$label',
  ({ memory }) => {
    it('has the gradients of finite differences, in its parameters and in what the controller gives', () => {
      const { gradients, parameters } = runMemory(memory, hidden, { symbols, withGradients: true });
      const base = Object.fromEntries(Object.entries(parameters).map(([path, values]) => [path, [...values]]));
      const moved = (path: string, place: number, amount: number): number => {
        if (path === 'scale') {
          const scaled = hidden.map((row) => row.map((value) => (1 + amount) * value));
          return lossOf(runMemory(memory, scaled, { symbols, parameters: base }).readings);
        }
        const values = (base[path] as number[]).map((value, index) => (index === place ? value + amount : value));
        return lossOf(runMemory(memory, hidden, { symbols, parameters: { ...base, [path]: values } }).readings);
      };
      for (const [path, gradient] of Object.entries(gradients)) {
        const count = gradient.length;
        for (const place of new Set([0, Math.floor(count / 3), Math.floor((2 * count) / 3), count - 1])) {
          const difference = (moved(path, place, 1e-5) - moved(path, place, -1e-5)) / 2e-5;
          expect(gradient[place], `${path} at ${place}`).toBeCloseTo(difference, 7);
        }
      }
    });
  },
);
