import { type Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';

/** What a command that did not throw has to say about its success. */
export interface CommandOutcome {
  exitCode: ExitCode;
}

/** Options that every command has. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly plugin: readonly string[];
}

/** The options of a command together with the global ones. */
export function optionsOf<T>(command: Command): T & GlobalOptions {
  const options = command.optsWithGlobals<T & Partial<GlobalOptions>>();
  return { ...options, plugin: options.plugin ?? [] };
}

/** A whole number on the command line. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < minimum) {
      const least = Number.isFinite(minimum) ? ` of at least ${minimum}` : '';
      throw new InvalidArgumentError(`Expected a whole number${least}.`);
    }
    return value;
  };
}

/**
 * A range of lengths, written `40:80`.
 * @throws UsageError when it is not one.
 */
export function parseLengths(text: string, option: string): [minimum: number, maximum: number] {
  const match = /^(\d+):(\d+)$/.exec(text.trim());
  if (match === null)
    throw new UsageError(`${option} "${text}": expected two lengths joined by a colon, such as 40:80`);
  const [minimum, maximum] = [Number(match[1]), Number(match[2])];
  if (minimum > maximum) {
    throw new UsageError(
      `${option} "${text}": the first length exceeds the second; did you mean ${maximum}:${minimum}?`,
    );
  }
  return [minimum, maximum];
}
