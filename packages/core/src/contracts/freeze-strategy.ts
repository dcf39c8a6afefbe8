import type { ParameterDescription } from './parameters.ts';

/** Where training stands when a strategy is asked. */
export interface TrainingProgress {
  /** Epochs finished. */
  readonly epoch: number;
  /** Epochs since the validation score last improved. */
  readonly epochsWithoutImprovement: number;
  /** The validation score of every finished epoch; lower is better. */
  readonly scores: readonly number[];
}

/** Where training begins. */
export const beforeTraining: TrainingProgress = { epoch: 0, epochsWithoutImprovement: 0, scores: [] };

/** Decides which parameters stay as they are. A pure function of a parameter's description and the progress of training. */
export interface FreezeStrategy {
  readonly name: string;
  /** Whether the whole parameter stays as it is in the coming epoch. */
  isFrozen(parameter: ParameterDescription, progress: TrainingProgress): boolean;
  /** Which numbers of a parameter that trains stay as they are: 1 for each of these, else 0, row-major. None without it. */
  frozenEntries?(parameter: ParameterDescription, progress: TrainingProgress): Uint8Array | undefined;
}
