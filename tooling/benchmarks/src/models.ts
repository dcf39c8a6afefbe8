import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type Memory, type RecurrentModel } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { authorStack } from './author-stack.ts';

/** Hidden units of the controller. */
export const hiddenSize = 20;
/** Input symbols. */
export const alphabetSize = 3;

/** Models by the names DuSell & Chiang (2023) gave them. */
const memories: Readonly<Record<string, () => Memory | undefined>> = {
  lstm: () => undefined,
  'jm-10': () => superpositionStack({ size: 10 }),
  'jm-3.3.3': () => superpositionStack({ size: [3, 3, 3] }),
  'jm-hidden': () => superpositionStack({ push: 'hidden' }),
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
