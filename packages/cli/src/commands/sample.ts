import { type Language, randomStream } from '@pushdown/core';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { resolvePlugin } from '../files/load-plugin.ts';
import { createCommandLab } from '../lab/create.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { createLanguage, languageArgument, languageName } from './language.ts';
import { optionsOf, parseLengths, wholeNumber } from './shared.ts';
import { formatSymbols } from './symbols.ts';

interface SampleOptions {
  readonly length?: number;
  readonly lengths?: string;
  readonly count: number;
  readonly seed: number;
  readonly probabilities?: boolean;
  readonly options?: string;
}

/** `pushdown sample`: random strings of a language. */
export function addSampleCommand(program: Command, streams: Streams): void {
  program
    .command('sample')
    .description('draw random strings of a language')
    .argument('[language]', languageArgument)
    .option('--language <language>', 'the language, instead of the argument')
    .option('--length <n>', 'length of all strings', wholeNumber(0))
    .option('--lengths <a:b>', 'draw the length of each string from those the language has, both ends included')
    .option('--count <n>', 'number of strings', wholeNumber(1), 1)
    .option('--seed <n>', 'the same seed gives the same strings', wholeNumber(Number.NEGATIVE_INFINITY), 0)
    .option('--probabilities', 'with each string, ln of its probability given its length')
    .option('--options <json>', 'options of the language as a JSON object')
    .action(async (argument: string | undefined, _options: unknown, command: Command) => {
      const name = languageName(argument, command);
      const given = optionsOf<SampleOptions>(command);
      const { json, plugin, count, seed, probabilities = false } = given;
      const [option, range] = lengthRange(given);
      const lab = await createCommandLab(plugin.map((path) => resolvePlugin(path, process.cwd())));
      const language = await createLanguage(lab, name, given.options, streams);
      const strings = sampleStrings(language, name, option, range, count, seed);
      const logProbabilities = probabilities ? strings.map((string) => language.logProbability(string)) : undefined;
      const result = {
        language: name,
        alphabet: language.alphabet,
        seed,
        strings,
        ...(logProbabilities === undefined ? {} : { logProbabilities }),
      };
      writeResult(streams, json, result, () =>
        strings
          .map((string, index) => {
            const text = formatSymbols(string, language);
            return logProbabilities === undefined ? text : `${logProbabilities[index]}\t${text}`;
          })
          .join('\n'),
      );
    });
}

function lengthRange({ length, lengths }: SampleOptions): readonly [option: string, range: readonly [number, number]] {
  if ((length === undefined) === (lengths === undefined)) {
    throw new UsageError('give either --length, such as 40, or --lengths, such as 40:80');
  }
  if (lengths !== undefined) return ['--lengths', parseLengths(lengths, '--lengths')];
  return ['--length', [length as number, length as number]];
}

function sampleStrings(
  language: Language,
  name: string,
  option: string,
  [minimum, maximum]: readonly [number, number],
  count: number,
  seed: number,
): number[][] {
  const valid = language.validLengths(minimum, maximum);
  if (valid.length === 0 && option === '--lengths') {
    throw new UsageError(`--lengths ${minimum}:${maximum}: ${name} has no string of these lengths`);
  }
  const random = randomStream(seed, 'sample');
  // At a single length without strings, the language's own complaint names the nearest ones.
  const draw = (): number => (valid.length > 1 ? valid[random.integer(valid.length)]! : (valid[0] ?? minimum));
  return Array.from({ length: count }, () => language.sample(draw(), random));
}
