import { once } from 'node:events';
import { type Language, OptionError, randomStream } from '@pushdown/core';
import { dataSetRecords, paperDataSet, recognitionExamples } from '@pushdown/datasets';
import { toJson } from '@pushdown/studies';
import type { Command } from 'commander';
import { openDataSetFolder } from '../files/data-set-folder.ts';
import { lineChunks } from '../files/line-chunks.ts';
import { resolvePlugin } from '../files/load-plugin.ts';
import { createCommandLab } from '../lab/create.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { createLanguage, languageArgument, languageName } from './language.ts';
import { optionsOf, parseLengths, wholeNumber } from './shared.ts';

interface DatasetOptions {
  readonly export: string;
  readonly options?: string;
  readonly lengths: string;
  readonly batches: number;
  readonly batchSize: number;
  readonly validationBatches: number;
  readonly bins: string;
  readonly stringsPerLength: number;
  readonly recognition?: number;
  readonly edits: number;
  readonly seed: number;
  readonly probabilities?: boolean;
  readonly overwrite?: boolean;
}

/** A part of a data set: its name, also that of its file, and an object for each string. */
interface Split {
  readonly split: string;
  readonly records: Iterable<unknown>;
}

/** `pushdown dataset`: the strings of an experiment as JSON lines. */
export function addDatasetCommand(program: Command, streams: Streams): void {
  program
    .command('dataset')
    .description('write training, validation and test strings of a language as JSON lines')
    .argument('[language]', languageArgument)
    .option('--language <language>', 'the language, instead of the argument')
    .requiredOption('--export <folder>', 'folder for one file a part, or - for everything on standard output')
    .option('--options <json>', 'options of the language as a JSON object')
    .option('--lengths <a:b>', 'lengths of training and validation strings, both ends included', '40:80')
    .option('--batches <n>', 'batches of training strings, each of one length', wholeNumber(0), 1000)
    .option('--batch-size <n>', 'strings in a batch of training or validation', wholeNumber(1), 10)
    .option('--validation-batches <n>', 'batches of validation strings', wholeNumber(0), 100)
    .option('--bins <a:b,…>', 'ranges of test lengths, or none', '40:100,100:200,200:400')
    .option('--strings-per-length <n>', 'test strings of every length', wholeNumber(1), 100)
    .option('--recognition <n>', 'instead, n strings labeled by whether they belong to the language', wholeNumber(1))
    .option('--edits <n>', 'for --recognition: edits that make a string of the language a wrong one', wholeNumber(1), 1)
    .option(
      '--seed <n>',
      'seed of training and validation; tests are the same for all',
      wholeNumber(Number.NEGATIVE_INFINITY),
      1,
    )
    .option('--probabilities', 'add ln p(string | its length)')
    .option('--overwrite', 'replace a data set in the folder')
    .action(async (argument: string | undefined, _options: unknown, command: Command) => {
      const name = languageName(argument, command);
      const options = optionsOf<DatasetOptions>(command);
      const lab = await createCommandLab(options.plugin.map((path) => resolvePlugin(path, process.cwd())));
      const language = await createLanguage(lab, name, options.options, streams);
      const splits = splitsOf(language, options);
      if (options.export === '-') {
        for (const { split, records } of splits) await print(streams, split, records);
        return;
      }
      const { overwrite = false } = options;
      const folder = await openDataSetFolder(options.export, { overwrite, signal: streams.signal });
      const files: { file: string; strings: number }[] = [];
      for (const { split, records } of splits) {
        const file = `${split}.jsonl`;
        let strings = 0;
        const counted = function* (): Generator<string, void, undefined> {
          for (const record of records) {
            strings++;
            yield toJson(record, 0);
          }
        };
        await folder.writeLines(file, counted());
        files.push({ file, strings });
      }
      const description = {
        language: name,
        ...(options.options === undefined ? {} : { options: JSON.parse(options.options) }),
        alphabet: language.alphabet,
        level: language.level,
        ...settingsOf(options),
        files,
      };
      await folder.finish(`${toJson(description)}\n`);
      writeResult(streams, options.json, { folder: options.export, ...description }, () =>
        [
          `${language.name}: written to ${options.export}`,
          ...files.map(({ file, strings }) => `  ${file.padEnd(24)} ${strings} strings`),
        ].join('\n'),
      );
    });
}

/** @throws OptionError when the language has no string of some lengths that were asked for. */
function splitsOf(language: Language, options: DatasetOptions): readonly Split[] {
  const rangeOf = (text: string, option: string): { min: number; max: number } => {
    const [min, max] = parseLengths(text, option);
    if (language.validLengths(min, max).length === 0) {
      throw new OptionError(`${option} ${text}: ${language.name} has no string of these lengths`);
    }
    return { min, max };
  };
  const lengths = rangeOf(options.lengths, '--lengths');
  const { recognition, seed, edits } = options;
  if (recognition !== undefined) {
    const random = randomStream(seed, 'data/recognition');
    const records = recognitionExamples({ language, range: lengths, count: recognition, edits, random });
    return [{ split: 'recognition', records }];
  }
  const bins = binsOf(options).map((bin) => rangeOf(bin, '--bins'));
  const { batches, batchSize, validationBatches, stringsPerLength } = options;
  const dataSet = paperDataSet(language, {
    seed,
    lengths,
    batches,
    batchSize,
    validationBatches,
    bins,
    stringsPerLength,
  });
  return dataSetRecords(language, dataSet, { probabilities: options.probabilities === true });
}

function settingsOf(options: DatasetOptions): Readonly<Record<string, unknown>> {
  const { seed, recognition, edits, batches, batchSize, validationBatches, stringsPerLength } = options;
  const lengths = parseLengths(options.lengths, '--lengths');
  if (recognition !== undefined) return { seed, lengths, recognition, edits };
  const bins = binsOf(options).map((bin) => parseLengths(bin, '--bins'));
  return { seed, lengths, batches, batchSize, validationBatches, bins, stringsPerLength };
}

function binsOf({ bins }: DatasetOptions): readonly string[] {
  return bins === 'none' ? [] : bins.split(',');
}

/** Waits where the reader is slower, so that a large data set is never held as a whole. */
async function print(streams: Streams, split: string, records: Iterable<unknown>): Promise<void> {
  const lines = function* (): Generator<string, void, undefined> {
    for (const record of records) yield toJson({ split, ...(record as object) }, 0);
  };
  for (const chunk of lineChunks(lines())) {
    if (!streams.stdout.write(chunk)) await once(streams.stdout, 'drain', { signal: streams.signal });
  }
}
