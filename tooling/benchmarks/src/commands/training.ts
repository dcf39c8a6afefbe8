import { Command, Option } from 'commander';
import { type Case, type EngineName, engines } from '../measuring/case.ts';
import type { Measurement } from '../measuring/measure.ts';
import { measureFresh } from '../measuring/measure-fresh.ts';
import { type Summary, summarize } from '../measuring/summary.ts';
import { modelNames, usualSizes } from '../models.ts';
import { type Column, formatRows } from '../output/rows.ts';
import { interleave } from '../processes/interleave.ts';
import { addCommonOptions, type CommonOptions, formatOf, positiveInteger } from './options.ts';

/** A row of `bench:training`. */
export interface TrainingRow extends Omit<Summary, 'cpuMsPerStep'> {
  readonly model: string;
  readonly length: number;
  readonly batch: number;
  readonly engine: string;
}

const columns: readonly Column<TrainingRow>[] = [
  { title: 'model', of: ({ model }) => model },
  { title: 'length', of: ({ length }) => length },
  { title: 'batch', of: ({ batch }) => batch },
  { title: 'engine', of: ({ engine }) => engine },
  { title: 'ms a step', of: ({ msPerStep }) => msPerStep, digits: 3 },
  { title: 'compiling, ms', of: ({ compileMs }) => compileMs },
  { title: 'first step, ms', of: ({ firstStepMs }) => firstStepMs },
  { title: 'peak memory, MB', of: ({ peakMemoryMB }) => peakMemoryMB },
];

interface Options extends CommonOptions {
  readonly model?: string;
  readonly length?: number;
  readonly batch?: number;
  readonly engine: EngineName;
}

/** The row of one case that several processes measured. */
export function trainingRow({ model, length, batch, engine }: Case, measurements: readonly Measurement[]): TrainingRow {
  const { cpuMsPerStep: _, ...summary } = summarize(measurements);
  return { model, length, batch, engine, ...summary };
}

const meanings = `
A step is the forward pass, the backward pass, clipping of the gradient's norm, and Adam (of lstm-256: SGD).
  msPerStep     median of a step
  compileMs     from the traced model to the end of its first step, less one usual step: differentiation, the passes of the
                compiler, making and loading the code; null for engines that compile nothing
  firstStepMs   from before the model is made to the end of its first step; it contains tracing and compiling
  peakMemoryMB  largest resident memory of the process`;

export function trainingCommand(): Command {
  const command = new Command('training')
    .description('milliseconds per training step; medians over fresh processes')
    .addOption(new Option('--model <name>', 'only this model').choices(modelNames))
    .option('--length <n>', 'only this length (40 and 80 without it, 35 of a model of words)', positiveInteger)
    .option('--batch <n>', 'strings of a batch (10 without it, 32 of a model of words)', positiveInteger)
    .addOption(new Option('--engine <name>', 'engine').choices(Object.keys(engines)).default('compiled'))
    .addHelpText('after', meanings);
  return addCommonOptions(command, { runs: 5, seconds: 0.5 }).action((options: Options) => {
    const { model, length, batch, engine, runs, seconds } = options;
    const cases = (model === undefined ? modelNames : [model]).flatMap((name) =>
      (length === undefined ? usualSizes(name).lengths : [length]).map(
        (size): Case => ({
          engine,
          model: name,
          length: size,
          batch: batch ?? usualSizes(name).batch,
          seconds,
        }),
      ),
    );
    const results = interleave(
      runs,
      cases.map((measured) => () => measureFresh(measured)),
    );
    const rows = cases.map((measured, index) => trainingRow(measured, results[index] ?? []));
    process.stdout.write(formatRows(rows, columns, formatOf(options)));
  });
}
