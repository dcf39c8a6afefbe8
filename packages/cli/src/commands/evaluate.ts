import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeParameters, type Lab, type ParameterValues } from '@pushdown/core';
import {
  beyondTable,
  createParts,
  type EvaluationResult,
  type Experiment,
  evaluateRun,
  evaluateTextRun,
  evaluationFiles,
  growthTable,
  isOnText,
  machineTable,
  measureTables,
  modelName,
  perplexityTable,
  type StringExperiment,
  type Table,
  type TextEvaluationResult,
  type TextExperiment,
  tableToText,
  thresholdTable,
  writeEvaluation,
} from '@pushdown/studies';
import type { Command } from 'commander';
import pc from 'picocolors';
import { UsageError } from '../errors.ts';
import { runFile } from '../files/run-file.ts';
import { openExperiment } from '../lab/open-experiment.ts';
import { type Progress, startProgress } from '../output/progress.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { optionsOf, parseLengths, wholeNumber } from './shared.ts';

interface EvaluateCommandOptions {
  readonly lengths?: string;
  readonly mostLengths: number;
  readonly strings: number;
  readonly measure: readonly string[];
  readonly stability?: boolean;
  readonly precision?: boolean;
  readonly output?: string;
  readonly overwrite?: boolean;
  readonly engine?: string;
}

/** `pushdown evaluate`: what a trained model reaches on other strings, and how it depends on precision. */
export function addEvaluateCommand(program: Command, streams: Streams): void {
  program
    .command('evaluate')
    .description(
      'evaluate a trained model by length, its stability, and how many bits it needs; or on the texts of its corpus',
    )
    .argument('<run>', 'the folder of a run, as pushdown run writes it')
    .option('--lengths <range>', 'lengths of the strings, such as 40:400; needed unless the run is about a text')
    .option('--most-lengths <n>', 'so many lengths of the range at most, evenly spread', wholeNumber(1), 24)
    .option('--strings <n>', 'strings of each length', wholeNumber(1), 10)
    .option(
      '--measure <name>',
      'also measure this, such as string-accuracy or recognition-accuracy (repeatable)',
      (name: string, all: readonly string[]) => [...all, name],
      [],
    )
    .option('--stability', 'also how loss grows with length, and how states and gradients move')
    .option('--precision', 'also in other formats of numbers: how many bits the model needs')
    .option('-o, --output <folder>', 'folder of the report (default: evaluation in the folder of the run)')
    .option('--overwrite', 'replace an earlier report there')
    .option('--engine <name>', 'engine, instead of the one that trained the model')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const given = optionsOf<EvaluateCommandOptions>(command);
      const { json, plugin, overwrite = false, engine } = given;
      const output = given.output ?? join(folder, 'evaluation');
      const { experiment, lab } = await openExperiment({
        path: runFile(folder, 'experiment'),
        plugin,
        instead: engine === undefined ? {} : { engine },
        streams,
        // Runs of studies name plugins as the study does.
        alsoFrom: process.cwd(),
      });
      checkOptions(given, experiment);
      const checkpoint = runFile(folder, 'parameters');
      if (!overwrite && existsSync(join(output, evaluationFiles.results)))
        throw new UsageError(`the folder "${output}" holds a report; choose another --output, or --overwrite it`);
      const parameters = decodeParameters(createParts(experiment, lab).model, await readFile(checkpoint));
      const progress = startProgress({ streams, total: 1, everyUpdate: false });
      try {
        const context = { lab, parameters, signal: streams.signal };
        const { result, tables } = isOnText(experiment)
          ? await evaluateText(experiment, context)
          : await evaluateStrings(experiment, { ...context, given, progress });
        progress.stop();
        await writeEvaluation(result, output);
        const files = Object.values(evaluationFiles).map((name) => join(output, name));
        writeResult(streams, json, { files, ...result }, () =>
          [...tables.map(tableToText), [pc.dim('report:'), ...files.map((file) => `  ${file}`)].join('\n')].join(
            '\n\n',
          ),
        );
      } finally {
        progress.stop();
      }
    });
}

/** @throws UsageError when an option does not go with what the run is about, or lengths are missing. */
function checkOptions(
  { lengths, stability, precision, measure }: EvaluateCommandOptions,
  experiment: Experiment,
): void {
  if (!isOnText(experiment)) {
    if (lengths === undefined)
      throw new UsageError('required option --lengths <range> not specified: which lengths, such as 40:400?');
    return;
  }
  const given = Object.entries({ lengths, stability, precision, measure: measure.length > 0 || undefined });
  const [unfit] = given.find(([, value]) => value !== undefined) ?? [];
  if (unfit !== undefined)
    throw new UsageError(`--${unfit} is for runs on languages; this one is about a text, whose perplexity is measured`);
}

interface Context {
  readonly lab: Lab;
  readonly parameters: ParameterValues;
  readonly signal: AbortSignal;
}

interface Evaluated {
  readonly result: EvaluationResult | TextEvaluationResult;
  readonly tables: readonly Table[];
}

async function evaluateText(experiment: TextExperiment, context: Context): Promise<Evaluated> {
  const result = await evaluateTextRun({ experiment, ...context });
  return { result, tables: [perplexityTable([{ label: modelName(experiment.model), sets: result }])] };
}

async function evaluateStrings(
  experiment: StringExperiment,
  { given, progress, ...context }: Context & { readonly given: EvaluateCommandOptions; readonly progress: Progress },
): Promise<Evaluated> {
  const { stability, precision } = given;
  const result = await evaluateRun({
    experiment,
    ...context,
    lengths: parseLengths(given.lengths ?? '', '--lengths'),
    mostLengths: given.mostLengths,
    stringsPerLength: given.strings,
    measures: given.measure,
    stability,
    precision,
    onProgress: (done, total, status) => progress.update(done / total, status),
  });
  return {
    result,
    tables: [
      ...measureTables(result),
      ...(result.stability === undefined ? [] : [growthTable(result.stability), beyondTable(result.stability)]),
      ...(result.precision === undefined
        ? []
        : [machineTable(result.precision), thresholdTable(result.precision.thresholds)]),
    ],
  };
}
