import type { ParameterDescription } from './parameters.ts';

/** Where training stands when a strategy is asked. */
export interface TrainingProgress {
  /** Epochs finished. */
  readonly epoch: number;
  /** Epochs since the validation score last improved. */
  readonly epochsWithoutImprovement: number;
}

/** Decides which parameters stay as they are. A pure function of a parameter's description and the progress of training. */
export interface FreezeStrategy {
  readonly name: string;
  isFrozen(parameter: ParameterDescription, progress: TrainingProgress): boolean;
}
