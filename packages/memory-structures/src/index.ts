import { definePlugin, type Plugin } from '@pushdown/core';
import { deque } from './deque.ts';
import { queue } from './queue.ts';
import { scalarStacks } from './scalar-stacks.ts';
import { stratificationStack } from './stratification-stack.ts';
import { superpositionStack } from './superposition-stack.ts';

export { type DequeOptions, deque } from './deque.ts';
export { type QueueOptions, queue } from './queue.ts';
export { type ScalarStacksOptions, scalarStacks } from './scalar-stacks.ts';
export { type StratificationStackOptions, stratificationStack } from './stratification-stack.ts';
export { type SuperpositionStackOptions, superpositionStack } from './superposition-stack.ts';

/** Every memory of this package, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/memory-structures',
  apiVersion: 1,
  contributions: [superpositionStack, stratificationStack, scalarStacks, queue, deque],
});
export default plugin;
