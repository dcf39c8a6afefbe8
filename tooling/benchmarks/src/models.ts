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

/** Models by the names DuSell & Chiang gave them, with 20 hidden units: gref-20 in 2020, the others in 2023. */
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

/** Their network for the Penn Treebank (2023), which predicts the next word of a text: 10,000 words in all. */
function languageModel(): RecurrentModel {
  return createRecurrentModel({
    alphabetSize: 10_000,
    controller: lstm({ size: 256 }),
    embedding: { size: 256 },
    predict: 'stream',
  });
}

/** Lengths and numbers of strings (or streams) that a model is measured with unless told otherwise. */
export interface UsualSizes {
  readonly lengths: readonly number[];
  readonly batch: number;
}

const languageModels: Readonly<Record<string, { readonly create: () => RecurrentModel; readonly sizes: UsualSizes }>> =
  {
    'lstm-256': { create: languageModel, sizes: { lengths: [35], batch: 32 } },
  };

/** Models that read strings. */
export const stringModelNames: readonly string[] = Object.keys(memories);

export const modelNames: readonly string[] = [...stringModelNames, ...Object.keys(languageModels)];

/** @param name one of `modelNames`. */
export function usualSizes(name: string): UsualSizes {
  return languageModels[name]?.sizes ?? { lengths: [40, 80], batch: 10 };
}

/** @param name one of `modelNames`. */
export function benchmarkModel(name: string): RecurrentModel {
  const words = languageModels[name];
  if (words !== undefined) return words.create();
  const memory = memories[name]?.();
  return createRecurrentModel({
    alphabetSize,
    controller: lstm({ size: hiddenSize }),
    ...(memory === undefined ? {} : { memory }),
  });
}
