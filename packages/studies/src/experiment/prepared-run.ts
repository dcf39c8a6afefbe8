import type { Material, TrainingOutcome } from '@pushdown/training';
import type { ExperimentParts } from './parts.ts';
import type { RunResults } from './results.ts';
import type { Experiment } from './schema.ts';

/** An experiment with its parts and its data: what is left is to train and to evaluate. */
export interface PreparedRun<E extends Experiment = Experiment, Tested extends TestResults = TestResults> {
  /** As the folder of the run gets it. */
  readonly experiment: E;
  readonly parts: ExperimentParts;
  readonly training: Material;
  readonly validation: Material;
  /** What the trained model reaches. @throws the signal's reason when aborted. */
  evaluate(parameters: TrainingOutcome['parameters'], signal: AbortSignal | undefined): Tested;
}

/** The part of the results that an evaluation makes. */
export type TestResults = Pick<RunResults, 'validation' | 'bins' | 'test' | 'corpus'>;

/** It, of a text. */
export type TextResults = Required<TestResults>;
