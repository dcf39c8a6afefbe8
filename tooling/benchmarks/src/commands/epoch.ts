import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { type EpochCase, type EpochMeasurement, languages } from '../measuring/measure-epoch.ts';
import { stringModelNames } from '../models.ts';
import { type Column, formatRows } from '../output/rows.ts';
import { interleave } from '../processes/interleave.ts';
import { runFresh } from '../processes/run-fresh.ts';
import { median } from '../statistics.ts';
import { formatOf, positiveInteger } from './options.ts';

// A process of its own needs JavaScript.
const script = fileURLToPath(new URL('../../dist/measuring/measure-epoch-process.js', import.meta.url));

interface Options {
  readonly model: string[];
  readonly language: string;
  readonly runs: number;
  readonly epochs: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

interface EpochRow extends EpochMeasurement {
  readonly model: string;
  readonly language: string;
}

const columns: readonly Column<EpochRow>[] = [
  { title: 'model', of: ({ model }) => model },
  { title: 'language', of: ({ language }) => language },
  { title: 'drawing strings, ms', of: ({ dataMs }) => dataMs },
  { title: 'an epoch, ms', of: ({ epochMs }) => epochMs },
  { title: 'both, ms', of: ({ dataMs, epochMs }) => dataMs + epochMs },
  { title: 'both, CPU ms', of: ({ dataCpuMs, epochCpuMs }) => dataCpuMs + epochCpuMs },
  { title: 'strings, compiling and the first epoch, ms', of: ({ firstMs }) => firstMs },
];

const meanings = `
An epoch is 1,000 training steps of 10 strings and 100 batches of validation, lengths 40 to 80, on the compiled engine.`;

export function epochCommand(): Command {
  return new Command('epoch')
    .description('milliseconds per epoch of the protocol of DuSell & Chiang (2023); medians over fresh processes')
    .addOption(new Option('--model <names...>', 'models').choices(stringModelNames).default(['lstm', 'jm-10']))
    .addOption(new Option('--language <name>', 'language').choices(Object.keys(languages)).default('count-3'))
    .option('--runs <n>', 'fresh processes for each number, of which the median counts', positiveInteger, 3)
    .option('--epochs <n>', 'epochs after the first one, of which the median counts', positiveInteger, 3)
    .addOption(new Option('--json', 'one JSON object a row').conflicts('markdown'))
    .option('--markdown', 'a Markdown table')
    .addHelpText('after', meanings)
    .action((options: Options) => {
      const { model: models, language, runs, epochs } = options;
      const cases = models.map((model): EpochCase => ({ model, language, epochs }));
      const results = interleave(
        runs,
        cases.map(
          (measured) => () => runFresh(process.execPath, [script, JSON.stringify(measured)]) as EpochMeasurement,
        ),
      );
      const rows = cases.map(({ model }, index): EpochRow => {
        const medianOf = (of: keyof EpochMeasurement): number =>
          median((results[index] ?? []).map((measurement) => measurement[of]));
        return {
          model,
          language,
          dataMs: medianOf('dataMs'),
          dataCpuMs: medianOf('dataCpuMs'),
          firstMs: medianOf('firstMs'),
          epochMs: medianOf('epochMs'),
          epochCpuMs: medianOf('epochCpuMs'),
        };
      });
      process.stdout.write(formatRows(rows, columns, formatOf(options)));
    });
}
