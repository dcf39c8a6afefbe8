import { definePlugin, type Plugin } from '@pushdown/core';
import { babyNtm } from './baby-ntm.ts';
import { continuousStack } from './continuous-stack.ts';
import { deque } from './deque.ts';
import { multipopStack } from './multipop-stack.ts';
import { nondeterministicStack } from './nondeterministic/nondeterministic-stack.ts';
import { vectorNondeterministicStack } from './nondeterministic/vector-nondeterministic-stack.ts';
import { queue } from './queue.ts';
import { scalarStacks } from './scalar-stacks.ts';
import { stratificationStack } from './stratification-stack.ts';
import { superpositionStack } from './superposition-stack.ts';
import { suzgunStack } from './suzgun-stack.ts';

export { type BabyNtmOptions, babyNtm } from './baby-ntm.ts';
export { type ContinuousStackOptions, continuousStack } from './continuous-stack.ts';
export { type DequeOptions, deque } from './deque.ts';
export { type MultipopStackOptions, multipopStack } from './multipop-stack.ts';
export type { AutomatonOptions } from './nondeterministic/automaton-options.ts';
export {
  type BestRun,
  bestRun,
  type RunRules,
  type StackConfiguration,
  type StepWeights,
} from './nondeterministic/best-run.ts';
export { type NondeterministicStackOptions, nondeterministicStack } from './nondeterministic/nondeterministic-stack.ts';
export {
  type VectorNondeterministicStackOptions,
  vectorNondeterministicStack,
} from './nondeterministic/vector-nondeterministic-stack.ts';
export { type QueueOptions, queue } from './queue.ts';
export { type ScalarStacksOptions, scalarStacks } from './scalar-stacks.ts';
export { type StratificationStackOptions, stratificationStack } from './stratification-stack.ts';
export { type SuperpositionStackOptions, superpositionStack } from './superposition-stack.ts';
export { type SuzgunStackOptions, suzgunStack } from './suzgun-stack.ts';

/** Every memory of this package, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/memory-structures',
  apiVersion: 1,
  contributions: [
    superpositionStack,
    stratificationStack,
    nondeterministicStack,
    vectorNondeterministicStack,
    scalarStacks,
    multipopStack,
    suzgunStack,
    continuousStack,
    queue,
    deque,
    babyNtm,
  ],
});
export default plugin;
