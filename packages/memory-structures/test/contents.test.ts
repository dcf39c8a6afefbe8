import type { Memory } from '@pushdown/core';
import plugin, * as memories from '@pushdown/memory-structures';
import { expect, test } from 'vitest';
import { memoryRecurrence } from './support/run-memory.ts';

/** The nondeterministic stacks keep sums over all runs, which are no contents of one stack. */
const all: Readonly<Record<string, Memory | undefined>> = {
  'superposition-stack': memories.superpositionStack({ size: 2 }) as Memory,
  'stratification-stack': memories.stratificationStack({ size: 2 }) as Memory,
  'nondeterministic-stack': undefined,
  'vector-nondeterministic-stack': undefined,
  'scalar-stacks': memories.scalarStacks({ stacks: 2 }) as Memory,
  'multipop-stack': memories.multipopStack({ size: 2 }) as Memory,
  'suzgun-stack': memories.suzgunStack({ size: 2 }) as Memory,
  'continuous-stack': memories.continuousStack({}) as Memory,
  queue: memories.queue({ size: 2 }) as Memory,
  deque: memories.deque({ size: 2 }) as Memory,
  'baby-ntm': memories.babyNtm({ size: 2 }) as Memory,
};

test('covers all memories', () => {
  expect(plugin.contributions.map(({ contributionName }) => contributionName)).toEqual(Object.keys(all));
});

test.each(Object.entries(all).filter(([, memory]) => memory !== undefined))(
  '%s names states that have places',
  (_, memory) => {
    const { contents = [] } = memory as Memory;
    const { carry } = memoryRecurrence(memory as Memory, 3, 2).initial;
    expect([...contents].sort()).toEqual(Object.keys(carry).sort());
    for (const name of contents) expect([2, 3]).toContain(carry[name]?.shape.length);
  },
);
