import type { Values } from '@pushdown/tensors';
import { TrainingError } from './errors.ts';
import type { TrainingState } from './state.ts';

/** What to do when a loss is no longer a finite number: end, or go back to the last state that was kept, at a lower rate. */
export type OnNonFinite = 'stop' | { readonly rollBack: number };

/** So often in a row training rolls back to one state before it gives up. */
export const mostRollBacks = 20;

/** Where the numbers stopped being finite. */
export interface NonFinitePlace {
  readonly epoch: number;
  /** 1 at the first step of the epoch. */
  readonly step: number;
  readonly learningRate: number;
}

/** A loss or a parameter became NaN or infinite. The message names the step and the norms of all parameters. */
export class NonFiniteError extends TrainingError {
  override name = 'NonFiniteError';
  readonly place: NonFinitePlace;

  /**
   * @param what such as `the loss became NaN`.
   * @param parameters those after the step. @param kept the last good state.
   */
  constructor(what: string, place: NonFinitePlace, parameters: TrainingState['parameters'], kept: TrainingState) {
    const { epoch, step, learningRate } = place;
    const norms = Object.entries(parameters).map(
      ([path, values]) => `${path} ${norm(kept.parameters[path])} → ${norm(values)}`,
    );
    const last = kept.partial.batches === 0 ? '' : ` and step ${kept.partial.batches} of the next one`;
    super(
      `${what} at step ${step} of epoch ${epoch} (learning rate ${learningRate}); a lower learning rate may help; norms of the parameters in the last good state, after ${kept.epochs.length} epochs${last}, and now: ${norms.join(', ')}`,
    );
    this.place = place;
  }
}

/** Whether a state holds nothing but finite numbers, so that training can go back to it. */
export function isFiniteState({ parameters, slots }: Pick<TrainingState, 'parameters' | 'slots'>): boolean {
  return [parameters, ...Object.values(slots)].every((values) =>
    Object.values(values).every((each) => each.every((value) => Number.isFinite(value))),
  );
}

function norm(values: Values | undefined): string {
  const squares = (values as Float64Array | undefined)?.reduce((total, value) => total + value * value, 0);
  return squares === undefined ? '?' : String(Number(Math.sqrt(squares).toPrecision(4)));
}
