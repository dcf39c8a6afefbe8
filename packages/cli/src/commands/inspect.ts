import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { decodeParameters, inspectMemory } from '@pushdown/core';
import {
  createParts,
  type Inspection,
  inspectionPanels,
  inspectionPicture,
  inspectionReport,
  isOnText,
  reportToHtml,
  stepsTable,
  tableToText,
  writeWhole,
} from '@pushdown/studies';
import type { Command } from 'commander';
import pc from 'picocolors';
import { UsageError } from '../errors.ts';
import { runFile } from '../files/run-file.ts';
import { bestRunOf, bestRunTable, requireRuns } from '../inspection/best-run-of.ts';
import { openExperiment } from '../lab/open-experiment.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { optionsOf } from './shared.ts';
import { parseSymbols } from './symbols.ts';

interface InspectOptions {
  readonly string: string;
  readonly ids?: boolean;
  readonly bestRun?: boolean;
  readonly output?: string;
  readonly engine?: string;
}

/** How an inspection is written to a file, by the ending of its name. */
const formats: Readonly<Record<string, (inspection: Inspection) => string>> = {
  '.svg': inspectionPicture,
  '.html': (inspection) => reportToHtml(inspectionReport(inspection)),
};

/** `pushdown inspect`: what the memory of a trained model does with a string. */
export function addInspectCommand(program: Command, streams: Streams): void {
  program
    .command('inspect')
    .description('show what the memory of a trained model does with a string, step by step')
    .argument('<run>', 'the folder of a run, as pushdown run writes it')
    .requiredOption(
      '--string <symbols>',
      'symbols separated by spaces, by name, or by id where no symbol has that name',
    )
    .option('--ids', 'all symbols are ids, also where they look like names')
    .option('--best-run', 'also the best run of a nondeterministic stack, as stack configurations')
    .option('-o, --output <file>', 'also write a picture (.svg), or a page with picture and tables (.html)')
    .option('--engine <name>', 'engine, instead of the one that trained the model')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const given = optionsOf<InspectOptions>(command);
      const { json, plugin, output, engine } = given;
      const format = formatOf(output);
      const { experiment, lab } = await openExperiment({
        path: runFile(folder, 'experiment'),
        plugin,
        instead: engine === undefined ? {} : { engine },
        streams,
        // Runs of studies name plugins as the study does.
        alsoFrom: process.cwd(),
      });
      if (isOnText(experiment))
        throw new UsageError(
          `the run "${folder}" is about a text; inspect is for languages, whose strings have symbols to name`,
        );
      const { memory } = experiment.model;
      if (memory === null) throw new UsageError(`the model of the run "${folder}" has no memory to look into`);
      if (given.bestRun === true) requireRuns(memory);
      const checkpoint = runFile(folder, 'parameters');
      const { language, model, engine: executor } = createParts(experiment, lab);
      const string = parseSymbols(given.string, language, given.ids ?? false);
      if (string.length === 0) throw new UsageError('--string: the memory does nothing in an empty string');
      const parameters = decodeParameters(model, await readFile(checkpoint));
      await executor.load?.();
      const steps = inspectMemory({ model, engine: executor, parameters, string });
      const bestRun = given.bestRun === true ? bestRunOf(memory, steps) : undefined;
      const symbols = string.map((symbol) => language.alphabet[symbol] as string);
      const inspection: Inspection = {
        name: experiment.name,
        symbols,
        panels: inspectionPanels(steps),
        tables: [
          stepsTable(steps, language, model),
          ...(bestRun === undefined ? [] : [bestRunTable(bestRun, symbols)]),
        ],
      };
      if (output !== undefined && format !== undefined) await writeWhole(output, format(inspection));
      const result = {
        run: experiment.name,
        folder,
        alphabet: language.alphabet,
        string,
        steps,
        ...(bestRun === undefined ? {} : { bestRun }),
      };
      writeResult(streams, json, result, () =>
        [...inspection.tables.map(tableToText), ...(output === undefined ? [] : [pc.dim(`written to ${output}`)])].join(
          '\n\n',
        ),
      );
    });
}

/** @throws UsageError when no format has the ending. */
function formatOf(output: string | undefined): ((inspection: Inspection) => string) | undefined {
  if (output === undefined) return undefined;
  const format = formats[extname(output)];
  if (format === undefined)
    throw new UsageError(`--output "${output}" must end in ${Object.keys(formats).join(' or ')}`);
  return format;
}
