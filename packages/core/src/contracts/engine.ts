import type { Executor } from '@pushdown/tensors';

/** What runs models. Packages above know engines only by this interface; an engine is an executor of recurrences. */
export type Engine = Executor;
