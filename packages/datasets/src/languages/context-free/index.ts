export { type DyckOptions, dyck } from './dyck.ts';
export { type GrammarOptions, grammar } from './grammar.ts';
export { type HardestContextFreeOptions, hardestContextFree } from './hardest-context-free.ts';
export { markedReversal } from './marked-reversal.ts';
export { type PaddedReversalOptions, paddedReversal } from './padded-reversal.ts';
export { unmarkedReversal } from './unmarked-reversal.ts';
export type { WordOptions } from './word-symbols.ts';
