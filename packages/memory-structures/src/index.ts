import { definePlugin, type Plugin } from '@pushdown/core';
import { deque } from './deque.ts';
import { nondeterministicStack } from './nondeterministic/nondeterministic-stack.ts';
import { vectorNondeterministicStack } from './nondeterministic/vector-nondeterministic-stack.ts';
import { queue } from './queue.ts';
import { scalarStacks } from './scalar-stacks.ts';
import { stratificationStack } from './stratification-stack.ts';
import { superpositionStack } from './superposition-stack.ts';

export { type DequeOptions, deque } from './deque.ts';
export type { AutomatonOptions } from './nondeterministic/automaton-options.ts';
export { type NondeterministicStackOptions, nondeterministicStack } from './nondeterministic/nondeterministic-stack.ts';
export {
  type VectorNondeterministicStackOptions,
  vectorNondeterministicStack,
} from './nondeterministic/vector-nondeterministic-stack.ts';
export { type QueueOptions, queue } from './queue.ts';
export { type ScalarStacksOptions, scalarStacks } from './scalar-stacks.ts';
export { type StratificationStackOptions, stratificationStack } from './stratification-stack.ts';
export { type SuperpositionStackOptions, superpositionStack } from './superposition-stack.ts';

/** Every memory of this package, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/memory-structures',
  apiVersion: 1,
  contributions: [
    superpositionStack,
    stratificationStack,
    scalarStacks,
    nondeterministicStack,
    vectorNondeterministicStack,
    queue,
    deque,
  ],
});
export default plugin;
