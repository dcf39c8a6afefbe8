import type { RunResults } from '../experiment/results.ts';
import type { GridOutcome } from '../grid/grid.ts';
import type { LearnabilityCell } from './experiments.ts';
import type { LearnabilityProfile } from './profiles.ts';

/** A cell of the study with what became of it. */
export interface LearnabilityRun extends Omit<LearnabilityCell, 'experiment'> {
  readonly outcome: GridOutcome;
}

/** Everything the report is made of. */
export interface LearnabilityOutcome {
  readonly profileName: string;
  readonly profile: LearnabilityProfile;
  readonly runs: readonly LearnabilityRun[];
}

export function resultsOf(run: LearnabilityRun | undefined): RunResults | undefined {
  return run !== undefined && 'results' in run.outcome ? run.outcome.results : undefined;
}
