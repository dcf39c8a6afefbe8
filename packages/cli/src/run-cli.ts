import { CommanderError } from 'commander';
import type { CommandOutcome } from './commands/shared.ts';
import { reportError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Streams } from './output/streams.ts';
import { createProgram } from './program.ts';

/**
 * Runs the `pushdown` command.
 * @param argv what follows the name of the command.
 * @returns the exit code. Errors are written to `stderr`, in one line each.
 */
export async function runCli(argv: readonly string[], streams: Streams): Promise<ExitCode> {
  const outcome: CommandOutcome = { exitCode: exitCodes.success };
  const program = createProgram(streams, outcome);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    // Help and version end the program the same way errors do.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.success;
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.usage;
    const { message, exitCode } = reportError(error, streams.signal.aborted);
    streams.stderr.write(`pushdown: ${message}\n`);
    if (program.opts().verbose === true && error instanceof Error) streams.stderr.write(`${describeStack(error)}\n`);
    return exitCode;
  }
}

function describeStack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${describeStack(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
