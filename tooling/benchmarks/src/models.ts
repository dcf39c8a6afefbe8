import { lstm } from '@pushdown/cells';
import { createRecurrentModel, type Memory, type RecurrentModel } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';

/** Models by the names DuSell & Chiang (2023) gave them: 20 hidden units, 3 input symbols. */
const memories: Readonly<Record<string, () => Memory | undefined>> = {
  lstm: () => undefined,
  'jm-10': () => superpositionStack({ size: 10 }),
  'jm-3.3.3': () => superpositionStack({ size: [3, 3, 3] }),
  'jm-hidden': () => superpositionStack({ push: 'hidden' }),
};

export const modelNames: readonly string[] = Object.keys(memories);

export function benchmarkModel(name: string): RecurrentModel {
  const memory = memories[name]?.();
  return createRecurrentModel({
    alphabetSize: 3,
    controller: lstm({ size: 20 }),
    ...(memory === undefined ? {} : { memory }),
  });
}
