import { CommanderError } from 'commander';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** The command was called with something it cannot use. */
export class UsageError extends Error {
  override name = 'UsageError';
}

// By name and not by class: a plugin may bring another copy of the packages, and a worker's errors have lost their class.
const configurationErrors: ReadonlySet<string> = new Set([
  'UsageError',
  'OptionError',
  'PluginError',
  'LanguageError',
  'GrammarError',
  'CorpusError',
  'CheckpointError',
  'TensorflowError',
]);
const runErrors: ReadonlySet<string> = new Set([
  'TensorError',
  'ModelError',
  'EvaluationError',
  'TrainingError',
  'NonFiniteError',
]);

/** An error as the command reports it. */
export interface ErrorReport {
  /** One line. */
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** @param interrupted whether the user has asked the command to stop. */
export function reportError(error: unknown, interrupted: boolean): ErrorReport {
  if (interrupted)
    return {
      message:
        'interrupted; nothing unfinished looks finished; run --resume goes on with a run, the same command with a study',
      exitCode: exitCodes.interrupted,
    };
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (error instanceof CommanderError) {
    const text = oneLine(message.replace(/^error: /, ''));
    return { message: `${text}; see pushdown --help`, exitCode: exitCodes.usage };
  }
  if (configurationErrors.has(name)) return { message: oneLine(message), exitCode: exitCodes.usage };
  if (name === 'StorageError') return { message: oneLine(message), exitCode: exitCodes.storage };
  // The message asks for another engine; here is how.
  if (name === 'CompileError')
    return { message: `${oneLine(message)} (run it with --engine reference)`, exitCode: exitCodes.runFailed };
  if (runErrors.has(name)) return { message: oneLine(message), exitCode: exitCodes.runFailed };
  return { message: `${oneLine(message)} (unexpected; --verbose shows where)`, exitCode: exitCodes.runFailed };
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
