import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type Memory, type RecurrentModel } from '@pushdown/core';
import {
  nondeterministicStack,
  stratificationStack,
  superpositionStack,
  vectorNondeterministicStack,
} from '@pushdown/memory-structures';
import { authorStack } from './author-stack.ts';

/** Hidden units of the controller. */
export const hiddenSize = 20;
/** Input symbols. */
export const alphabetSize = 3;

/** Models by the names DuSell & Chiang gave them: gref-20 in 2020, the others in 2023. */
const memories: Readonly<Record<string, () => Memory | undefined>> = {
  lstm: () => undefined,
  'jm-10': () => superpositionStack({ size: 10 }),
  'jm-3.3.3': () => superpositionStack({ size: [3, 3, 3] }),
  'jm-hidden': () => superpositionStack({ push: 'hidden' }),
  'gref-20': () => stratificationStack({ size: 20 }),
  'rns-2-3': () => nondeterministicStack({ states: 2, symbols: 3 }),
  'rns-3-3': () => nondeterministicStack({ states: 3, symbols: 3 }),
  'vrns-2-3-3': () => vectorNondeterministicStack({ states: 2, symbols: 3, size: 3 }),
  /** The arithmetic of jm-10, written as the author of a plugin would. */
  'author-jm-10': () => authorStack(10),
};

export const modelNames: readonly string[] = Object.keys(memories);

/** @param name one of `modelNames`. */
export function benchmarkModel(name: string): RecurrentModel {
  const memory = memories[name]?.();
  return createRecurrentModel({
    alphabetSize,
    controller: lstm({ size: hiddenSize }),
    ...(memory === undefined ? {} : { memory }),
  });
}
