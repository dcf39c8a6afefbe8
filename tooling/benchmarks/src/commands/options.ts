import { type Command, InvalidArgumentError, Option } from 'commander';
import type { RowFormat } from '../output/rows.ts';

/** Parses an option's value. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a positive integer.');
  return value;
}

/** Parses an option's value. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('expected a positive number.');
  return value;
}

/** What every benchmark can be told. */
export interface CommonOptions {
  readonly runs: number;
  readonly seconds: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export function addCommonOptions(
  command: Command,
  defaults: { readonly runs: number; readonly seconds: number },
): Command {
  return command
    .option('--runs <n>', 'fresh processes for each number, of which the median counts', positiveInteger, defaults.runs)
    .option(
      '--seconds <s>',
      'how long a process repeats the step after the first one',
      positiveNumber,
      defaults.seconds,
    )
    .addOption(new Option('--json', 'one JSON object a row').conflicts('markdown'))
    .option('--markdown', 'a Markdown table');
}

export function formatOf({ json, markdown }: Pick<CommonOptions, 'json' | 'markdown'>): RowFormat {
  if (json === true) return 'json';
  return markdown === true ? 'markdown' : 'text';
}
