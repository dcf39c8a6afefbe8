import * as memories from '@pushdown/memory-structures';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(memories).sort()).toEqual([
    'default',
    'deque',
    'nondeterministicStack',
    'queue',
    'scalarStacks',
    'stratificationStack',
    'superpositionStack',
    'vectorNondeterministicStack',
  ]);
  expect(memories.default.contributions).toEqual([
    memories.superpositionStack,
    memories.stratificationStack,
    memories.scalarStacks,
    memories.nondeterministicStack,
    memories.vectorNondeterministicStack,
    memories.queue,
    memories.deque,
  ]);
});
