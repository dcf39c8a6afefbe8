import type { MemorySizes } from '@pushdown/core';
import type { Shape, Tensor, Tensors } from '@pushdown/tensors';
import type { Beginning } from './beginning.ts';
import type { Transitions } from './transitions.ts';

/** A way to keep sums over the runs of the automaton from step to step: all of them, or those within a window. */
export interface RunStore {
  /** History tables, if it needs any. */
  tables?(sizes: MemorySizes): Readonly<Record<string, Shape>>;
  initialState(beginning: Beginning): Tensors;
  step(context: {
    readonly beginning: Beginning;
    readonly transitions: Transitions;
    /** What a push gives to a run: [B, M], its weight 1 and a vector. */
    readonly payload: Tensor;
    readonly state: Tensors;
    readonly tables: Tensors;
  }): {
    readonly state: Tensors;
    readonly entries?: Tensors;
    /** Forward sums [B, Q, S, M] after the step, up to a constant for each batch element. */
    readonly sums: Tensor;
  };
}
