import type { Lab, Language, Reference } from '@pushdown/core';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { resolveGrammarFile } from '../files/load-grammar.ts';
import { parseJson } from '../files/load-module.ts';
import type { Streams } from '../output/streams.ts';
import { writeWarnings } from '../output/warnings.ts';
import { optionsOf } from './shared.ts';

/** For the help of commands that take a language. */
export const languageArgument = 'name of a language, see: pushdown list language; or a .grammar file';

/**
 * The name or file of a language, given as argument or as `--language`.
 * @throws UsageError when there is none, or two.
 */
export function languageName(argument: string | undefined, command: Command): string {
  const { language: option } = optionsOf<{ readonly language?: string }>(command);
  if (argument !== undefined && option !== undefined) {
    throw new UsageError(`two languages are given, "${argument}" and --language "${option}"; give one`);
  }
  const name = argument ?? option;
  if (name === undefined) throw new UsageError(`no language is given; expected a ${languageArgument}`);
  return name;
}

/**
 * The language that a command was given. Oddities of a grammar go to standard error.
 * @param options the language's own options, as JSON.
 * @throws UsageError, OptionError or LanguageError when there is no such language or file, or it cannot be made.
 */
export async function createLanguage(
  lab: Lab,
  name: string,
  options: string | undefined,
  streams: Streams,
): Promise<Language> {
  const { reference, warnings } = await resolveGrammarFile(languageReference(name, options), process.cwd());
  writeWarnings(streams, warnings);
  return lab.create('language', reference as Reference);
}

function languageReference(name: string, options: string | undefined): Reference {
  if (options === undefined) return name;
  const value = parseJson(options, '--options');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError('--options: expected a JSON object such as \'{"size": 2}\'');
  }
  return { ...value, type: name };
}
