import type { BackwardGraph, Recurrence, Tensor } from '@pushdown/tensors';
import type { RecurrenceLanes } from '../passes/lanes.ts';
import type { Phase } from './plan.ts';

/** What planning goes by, for whoever wants to look at it. */
export interface Observation {
  /** Simplified. */
  readonly recurrence: Recurrence;
  /** Simplified; none where only outputs are wanted. */
  readonly gradients: { readonly initial: BackwardGraph; readonly step: BackwardGraph } | undefined;
  readonly lanes: RecurrenceLanes;
  /** When the tensors of the step are computed. */
  readonly phase: (tensor: Tensor) => Phase;
}
