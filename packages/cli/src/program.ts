import { createRequire } from 'node:module';
import { Command } from 'commander';
import { addBoundCommand } from './commands/bound.ts';
import { addCompileCommand } from './commands/compile.ts';
import { addDatasetCommand } from './commands/dataset.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addExportCommand } from './commands/export.ts';
import { addInspectCommand } from './commands/inspect.ts';
import { addListCommand } from './commands/list.ts';
import { addProbabilityCommand } from './commands/probability.ts';
import { addRunCommand } from './commands/run.ts';
import { addSampleCommand } from './commands/sample.ts';
import type { CommandOutcome } from './commands/shared.ts';
import { addStudyCommand } from './commands/study/study.ts';
import { exitCodesHelp } from './exit-codes.ts';
import type { Streams } from './output/streams.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** The `pushdown` command with all its subcommands. It throws instead of ending the process. */
export function createProgram(streams: Streams, outcome: CommandOutcome): Command {
  const program = new Command('pushdown')
    .description('Train, freeze, take apart and compare recurrent networks with memory on formal languages.')
    .version(version)
    .option('--json', 'print the result as JSON and nothing else')
    .option('--verbose', 'show where an error came from')
    .option(
      '--plugin <file or package>',
      'load further contributions (repeatable)',
      (value, all: readonly string[] = []) => [...all, value],
    )
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      // Errors are reported once, by whoever runs the program.
      outputError: () => {},
    })
    .addHelpText('after', exitCodesHelp);
  addRunCommand(program, streams);
  addStudyCommand(program, streams, outcome);
  addInspectCommand(program, streams);
  addEvaluateCommand(program, streams);
  addExportCommand(program, streams);
  addListCommand(program, streams);
  addBoundCommand(program, streams);
  addDatasetCommand(program, streams);
  addSampleCommand(program, streams);
  addProbabilityCommand(program, streams);
  addCompileCommand(program, streams);
  addDoctorCommand(program, streams);
  return program;
}
