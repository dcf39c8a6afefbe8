import type { Memory } from '@pushdown/core';
import memoryStructures, * as exported from '@pushdown/memory-structures';

/** A memory with the options that its page counts parameters and costs for. */
export interface DocumentedMemory {
  readonly name: string;
  /** The name under which the package exports it. */
  readonly factory: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly memory: Memory;
}

/** Options of those that need some, or that publications use larger than their defaults. */
const options: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'superposition-stack': { size: 10 },
  'stratification-stack': { size: 10 },
  'nondeterministic-stack': { states: 2, symbols: 3 },
  'vector-nondeterministic-stack': { states: 2, symbols: 3, size: 3 },
  'multipop-stack': { size: 10 },
  queue: { size: 10 },
  deque: { size: 10 },
};

/** Every memory of the package, in its order. */
export const documentedMemories: readonly DocumentedMemory[] = memoryStructures.contributions.map((contribution) => {
  const name = contribution.contributionName;
  const own = options[name] ?? {};
  const [factory] = Object.entries(exported).find(([, value]) => value === (contribution as unknown)) ?? [];
  if (factory === undefined) throw new Error(`the package exports no memory "${name}"`);
  return { name, factory, options: own, memory: (contribution as unknown as (options: object) => Memory)(own) };
});
