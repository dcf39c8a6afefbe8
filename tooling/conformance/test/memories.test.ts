import memoryStructures from '@pushdown/memory-structures';
import { type Invariant, memoryConformance } from '@pushdown/plugin-testing';
import { describe, it } from 'vitest';
import { type Case, casesOf } from './cases.ts';
import { allEngines, ownEngines } from './engines.ts';

const isShare = (value: number): boolean => value >= -1e-6 && value <= 1 + 1e-6;

const sharesSumToOne: Invariant = {
  name: 'actions are probabilities',
  holds: ({ actions }) => {
    const kinds = Object.values(actions);
    const stacks = kinds[0]?.length ?? 0;
    return Array.from({ length: stacks }, (_, stack) => kinds.map((shares) => shares[stack] as number)).every(
      (shares) => shares.every(isShare) && Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-5,
    );
  },
};

const strengths: Invariant = {
  name: 'strengths are between 0 and 1',
  holds: ({ actions }) => Object.values(actions).flat().every(isShare),
};

const readsShares: Invariant = {
  name: 'the reading consists of shares that sum to 1',
  holds: ({ output }) => output.every(isShare) && Math.abs(output.reduce((sum, share) => sum + share, 0) - 1) < 1e-5,
};

const bounded: Invariant = {
  name: 'the reading is between −1 and 1',
  holds: ({ output }) => output.every((value) => Math.abs(value) <= 1 + 1e-6),
};

const table: Readonly<Record<string, readonly Case[]>> = {
  'superposition-stack': [
    { options: { size: 3 }, invariants: [sharesSumToOne, bounded] },
    { options: { size: [2, 3] }, invariants: [sharesSumToOne, bounded] },
    { options: { push: 'hidden', depth: 2 }, invariants: [sharesSumToOne, bounded] },
    { options: { size: 3, depth: 1 }, invariants: [sharesSumToOne, bounded] },
  ],
  'stratification-stack': [{ options: { size: 3 }, invariants: [strengths, bounded] }],
  'scalar-stacks': [
    { options: { stacks: 2 }, invariants: [sharesSumToOne] },
    { options: { stacks: 2, readingDepth: 3, noop: true }, invariants: [sharesSumToOne] },
  ],
  'nondeterministic-stack': [
    { options: { states: 2, symbols: 2 }, invariants: [readsShares] },
    {
      options: { states: 1, symbols: 3, normalize: true, statesInReading: false, bottom: 'original' },
      invariants: [readsShares],
    },
    { options: { states: 2, symbols: 2, window: 4 } },
    { options: { states: 2, symbols: 2, window: 2, bottom: 'original' } },
  ],
  'vector-nondeterministic-stack': [
    { options: { states: 2, symbols: 2, size: 2 } },
    { options: { states: 2, symbols: 2, size: 2, window: 3, bottomInitialization: 'iclr2023' } },
  ],
  'multipop-stack': [{ options: { pops: 2, depth: 4 } }, { options: { size: 3 } }],
  'suzgun-stack': [
    { options: { size: 2, cells: 6 } },
    { options: { cells: 3, gumbel: true, temperature: 0.8 } },
    { options: { cells: 3, temperature: 0.6 } },
  ],
  'baby-ntm': [
    { options: { size: 2, cells: 6 } },
    { options: { cells: 3 } },
    { options: { cells: 6, gumbel: true, temperature: 0.8 } },
  ],
  'continuous-stack': [
    { invariants: [readsShares] },
    { options: { digital: true }, invariants: [readsShares] },
    { options: { noise: 0.1 }, invariants: [readsShares] },
  ],
  queue: [{ options: { size: 3 }, invariants: [strengths, bounded] }],
  deque: [{ options: { size: 3 }, invariants: [strengths] }],
};

const isFirst = (one: Case): boolean => Object.values(table).some(([first]) => first?.options === one.options);

for (const one of casesOf('memory', memoryStructures, table))
  memoryConformance({ ...one, engines: isFirst(one) ? allEngines : ownEngines }).register({ describe, it });
