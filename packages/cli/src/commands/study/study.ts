import type { Command } from 'commander';
import type { Streams } from '../../output/streams.ts';
import type { CommandOutcome } from '../shared.ts';
import { addStudyExportCommand } from './export.ts';
import { addStudyQueryCommand } from './query.ts';
import { addStudyReportCommand } from './report.ts';
import { addStudyRunCommand } from './run.ts';
import { addStudyStatusCommand } from './status.ts';

/** `pushdown study`: grids of experiments with restarts. */
export function addStudyCommand(program: Command, streams: Streams, outcome: CommandOutcome): void {
  const study = program
    .command('study')
    .description('run a grid of experiments on all processor cores, look at its results and report them');
  addStudyRunCommand(study, streams, outcome);
  addStudyStatusCommand(study, streams);
  addStudyReportCommand(study, streams);
  addStudyQueryCommand(study, streams);
  addStudyExportCommand(study, streams);
}
