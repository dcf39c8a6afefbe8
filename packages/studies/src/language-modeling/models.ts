import type { Reference } from '@pushdown/core';
import type { ModelChoice } from '../experiment/common-schema.ts';

/** How many elements, or steps, the stacks keep from chunk to chunk. */
const stackDepth = 10;
const window = 35;

/** An LSTM with word vectors of its own size, and a memory. */
function wordModel(size: number, memory?: Reference): ModelChoice {
  return {
    controller: { type: 'lstm', size },
    embedding: { size },
    ...(memory === undefined ? {} : { memory }),
  };
}

/** A renormalizing nondeterministic stack of `states` states and `symbols` symbols, with vectors of `size` if it has any. */
function nondeterministic(states: number, symbols: number, size?: number): Reference {
  return size === undefined
    ? { type: 'nondeterministic-stack', states, symbols, window }
    : { type: 'vector-nondeterministic-stack', states, symbols, size, window };
}

/** The models that DuSell & Chiang (2023) compare on the Penn Treebank, by the names they have there. */
export const languageModels: Readonly<Record<string, ModelChoice>> = {
  'lstm-256': wordModel(256),
  'jm-hidden-247': wordModel(247, { type: 'superposition-stack', push: 'hidden', depth: stackDepth }),
  'jm-learned-22': wordModel(256, { type: 'superposition-stack', size: 22, depth: stackDepth }),
  'rns-1-29': wordModel(256, nondeterministic(1, 29)),
  'rns-2-13': wordModel(256, nondeterministic(2, 13)),
  'rns-4-5': wordModel(256, nondeterministic(4, 5)),
  'vrns-1-1-256': wordModel(256, nondeterministic(1, 1, 256)),
  'vrns-1-1-32': wordModel(256, nondeterministic(1, 1, 32)),
  'vrns-1-5-20': wordModel(256, nondeterministic(1, 5, 20)),
  'vrns-2-3-10': wordModel(256, nondeterministic(2, 3, 10)),
  'vrns-3-3-5': wordModel(256, nondeterministic(3, 3, 5)),
};
