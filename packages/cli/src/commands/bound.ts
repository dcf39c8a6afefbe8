import { OptionError } from '@pushdown/core';
import { references } from '@pushdown/evaluation';
import type { Command } from 'commander';
import { resolvePlugin } from '../files/load-plugin.ts';
import { createCommandLab } from '../lab/create.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { createLanguage, languageArgument, languageName } from './language.ts';
import { optionsOf, parseLengths } from './shared.ts';

interface BoundOptions {
  readonly lengths: string;
  readonly trainingLengths: string;
  readonly options?: string;
}

/** `pushdown bound`: what results on a language must be read beside. */
export function addBoundCommand(program: Command, streams: Streams): void {
  program
    .command('bound')
    .description('compute the lower bound of the perplexity and what a bigram predictor reaches')
    .argument('[language]', languageArgument)
    .option('--language <language>', 'the language, instead of the argument')
    .requiredOption('--lengths <a:b>', 'lengths of the strings, both ends included, such as 40:80')
    .option('--training-lengths <a:b>', 'lengths the bigram predictor is fitted on', '40:80')
    .option('--options <json>', 'options of the language as a JSON object')
    .action(async (argument: string | undefined, _options: unknown, command: Command) => {
      const name = languageName(argument, command);
      const { json, plugin, lengths, trainingLengths, options } = optionsOf<BoundOptions>(command);
      const range = parseLengths(lengths, '--lengths');
      const trainingRange = parseLengths(trainingLengths, '--training-lengths');
      const lab = await createCommandLab(plugin.map((path) => resolvePlugin(path, process.cwd())));
      const language = await createLanguage(lab, name, options, streams);
      for (const [[minimum, maximum], option] of [
        [range, '--lengths'],
        [trainingRange, '--training-lengths'],
      ] as const) {
        if (language.validLengths(minimum, maximum).length > 0) continue;
        throw new OptionError(`${option} ${minimum}:${maximum}: ${name} has no string of these lengths`);
      }
      const { lowerBound, bigram } = references(language, toRange(range), toRange(trainingRange));
      const result = {
        language: name,
        lengths: range,
        validLengths: lowerBound.lengths.length,
        lowerBound: lowerBound.perplexity,
        lowerBoundLengthKnown: lowerBound.perplexityLengthKnown,
        bigram: { perplexity: bigram.perplexity, accuracy: bigram.accuracy, trainingLengths: trainingRange },
        exact: lowerBound.exact && bigram.exact,
      };
      writeResult(streams, json, result, () => describeBound(result));
    });
}

function describeBound(result: {
  readonly language: string;
  readonly lengths: readonly number[];
  readonly validLengths: number;
  readonly lowerBound: number;
  readonly lowerBoundLengthKnown: number;
  readonly bigram: {
    readonly perplexity: number;
    readonly accuracy: number;
    readonly trainingLengths: readonly number[];
  };
  readonly exact: boolean;
}): string {
  const { language, lengths, validLengths, bigram } = result;
  const rows = [
    ['lower bound of the perplexity', result.lowerBound],
    ['the same if the length is known', result.lowerBoundLengthKnown],
    ['bigram perplexity', bigram.perplexity],
    ['bigram accuracy', bigram.accuracy],
  ] as const;
  return [
    `${language}, lengths ${lengths.join(' to ')}: ${validLengths} valid lengths, ${result.exact ? 'exact values' : 'estimated by sampling'}`,
    ...rows.map(([title, value]) => `  ${title.padEnd(32)} ${value.toFixed(6)}`),
    `  (bigram fitted on lengths ${bigram.trainingLengths.join(' to ')})`,
  ].join('\n');
}

function toRange([min, max]: readonly [number, number]): { min: number; max: number } {
  return { min, max };
}
