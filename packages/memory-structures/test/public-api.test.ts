import * as memories from '@pushdown/memory-structures';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(memories).sort()).toEqual([
    'babyNtm',
    'bestRun',
    'continuousStack',
    'default',
    'deque',
    'multipopStack',
    'nondeterministicStack',
    'queue',
    'scalarStacks',
    'stratificationStack',
    'superpositionStack',
    'suzgunStack',
    'vectorNondeterministicStack',
  ]);
  expect(memories.default.contributions).toEqual([
    memories.superpositionStack,
    memories.stratificationStack,
    memories.nondeterministicStack,
    memories.vectorNondeterministicStack,
    memories.scalarStacks,
    memories.multipopStack,
    memories.suzgunStack,
    memories.continuousStack,
    memories.queue,
    memories.deque,
    memories.babyNtm,
  ]);
});
