import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import type { FreezingCase, FreezingMeasurement, FreezingName } from '../measuring/measure-freezing.ts';
import { stringModelNames } from '../models.ts';
import { type Column, formatRows } from '../output/rows.ts';
import { interleave } from '../processes/interleave.ts';
import { runFresh } from '../processes/run-fresh.ts';
import { median } from '../statistics.ts';
import { addCommonOptions, type CommonOptions, formatOf, positiveInteger } from './options.ts';

// A process of its own needs JavaScript.
const script = fileURLToPath(new URL('../../dist/measuring/measure-freezing-process.js', import.meta.url));

/** What stays frozen, all trainable first. */
const strategies: Readonly<Record<string, FreezingName>> = {
  'all trainable': 'none',
  'memory frozen': 'memory',
  'controller frozen': 'controller',
  'both frozen': 'controller-and-memory',
};

interface Options extends CommonOptions {
  readonly model: string;
  readonly length: number;
}

interface FreezingRow {
  readonly what: string;
  readonly model: string;
  readonly length: number;
  readonly batch: number;
  readonly msPerStep: number;
  /** Time of a step as a multiple of that of a step with everything trainable. */
  readonly ratio: number;
  /** The smallest and the largest of what single processes found. */
  readonly leastRatio: number;
  readonly mostRatio: number;
}

const columns: readonly Column<FreezingRow>[] = [
  { title: 'what', of: ({ what }) => what },
  { title: 'length', of: ({ length }) => length },
  { title: 'batch', of: ({ batch }) => batch },
  { title: 'ms a step', of: ({ msPerStep }) => msPerStep, digits: 3 },
  { title: 'ratio to the first', of: ({ ratio }) => ratio, digits: 3 },
  { title: 'from', of: ({ leastRatio }) => leastRatio, digits: 3 },
  { title: 'to', of: ({ mostRatio }) => mostRatio, digits: 3 },
];

const meanings = `
Each process trains in all ways by turns, a step of each at a time, and finds the median of what a step takes as a multiple of the
step with everything trainable right before it. The ratio is the median over processes; "from" and "to" are the extremes.`;

export function freezingCommand(): Command {
  const command = new Command('freezing')
    .description('what freezing saves: a step of a model with nothing, one part or both frozen')
    .addOption(new Option('--model <name>', 'model').choices(stringModelNames).default('jm-10'))
    .option('--length <n>', 'symbols of a string', positiveInteger, 40)
    .addHelpText('after', meanings);
  return addCommonOptions(command, { runs: 5, seconds: 3 }).action((options: Options) => {
    const { model, length, seconds, runs } = options;
    const measured: FreezingCase = { model, length, batch: 10, strategies: Object.values(strategies), seconds };
    const [found = []] = interleave(runs, [
      () => runFresh(process.execPath, [script, JSON.stringify(measured)]) as FreezingMeasurement[],
    ]);
    const rows = Object.keys(strategies).map((what, index): FreezingRow => {
      const own = found.map((measurements) => measurements[index] as FreezingMeasurement);
      const ratios = own.map(({ ratio }) => ratio);
      return {
        what,
        model,
        length,
        batch: measured.batch,
        msPerStep: median(own.map(({ msPerStep }) => msPerStep)),
        ratio: median(ratios),
        leastRatio: Math.min(...ratios),
        mostRatio: Math.max(...ratios),
      };
    });
    process.stdout.write(formatRows(rows, columns, formatOf(options)));
  });
}
