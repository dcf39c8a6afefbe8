import type { TrainingState } from './state.ts';
import type { CheckpointOptions } from './train.ts';

/** Decides when states are saved. */
export interface StateKeeper {
  /** Whether the state after so many steps in all, in the middle of an epoch, is to be kept. */
  isDue(steps: number): boolean;
  /** Saves a state, or keeps it for later if the last one was saved a moment ago. */
  keep(state: TrainingState): Promise<void>;
  /** Saves what was kept for later. */
  finish(): Promise<void>;
}

/**
 * @param options.rollsBack training may go back to a state that was kept: such states must not depend on how fast the machine
 *   is, so that none is kept in the middle of an epoch because of the time.
 */
export function stateKeeper(options: CheckpointOptions & { readonly rollsBack: boolean }): StateKeeper {
  const { everySteps, everySeconds, rollsBack, save } = options;
  let savedAt = Number.NEGATIVE_INFINITY;
  let later: TrainingState | undefined;
  const enough = (): boolean => everySeconds === undefined || performance.now() - savedAt >= 1000 * everySeconds;
  const write = async (state: TrainingState): Promise<void> => {
    later = undefined;
    await save?.(state);
    savedAt = performance.now();
  };
  return {
    isDue(steps) {
      if (everySteps !== undefined) return steps % everySteps === 0;
      return everySeconds !== undefined && !rollsBack && enough();
    },
    async keep(state) {
      if (enough()) await write(state);
      else later = state;
    },
    async finish() {
      if (later !== undefined) await write(later);
    },
  };
}
