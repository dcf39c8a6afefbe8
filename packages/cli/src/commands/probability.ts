import type { Command } from 'commander';
import { resolvePlugin } from '../files/load-plugin.ts';
import { createCommandLab } from '../lab/create.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { createLanguage, languageArgument, languageName } from './language.ts';
import { optionsOf } from './shared.ts';
import { formatSymbols, parseSymbols } from './symbols.ts';

interface ProbabilityOptions {
  readonly string: string;
  readonly ids?: boolean;
  readonly options?: string;
}

/** `pushdown probability`: how probable a string is among those of its length. */
export function addProbabilityCommand(program: Command, streams: Streams): void {
  program
    .command('probability')
    .description('compute the exact probability of a string given its length, and whether it belongs to a language')
    .argument('[language]', languageArgument)
    .option('--language <language>', 'the language, instead of the argument')
    .requiredOption(
      '--string <symbols>',
      'symbols separated by spaces, by name, or by id where no symbol has that name; "" is the empty string',
    )
    .option('--ids', 'all symbols are ids, also where they look like names')
    .option('--options <json>', 'options of the language as a JSON object')
    .action(async (argument: string | undefined, _options: unknown, command: Command) => {
      const name = languageName(argument, command);
      const { json, plugin, string, ids = false, options } = optionsOf<ProbabilityOptions>(command);
      const lab = await createCommandLab(plugin.map((path) => resolvePlugin(path, process.cwd())));
      const language = await createLanguage(lab, name, options, streams);
      const symbols = parseSymbols(string, language, ids);
      const result = {
        language: name,
        string: symbols,
        length: symbols.length,
        member: language.contains(symbols),
        logProbability: language.logProbability(symbols),
      };
      writeResult(streams, json, result, () =>
        [
          `${name}, length ${result.length}: ${formatSymbols(symbols, language) || 'the empty string'}`,
          `  member                       ${result.member ? 'yes' : 'no'}`,
          `  ln p(string | its length)    ${result.logProbability}`,
        ].join('\n'),
      );
    });
}
