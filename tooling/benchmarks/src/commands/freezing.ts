import { Command } from 'commander';
import type { Case, FreezingName } from '../measuring/case.ts';
import { addCommonOptions, type CommonOptions, positiveInteger } from './options.ts';
import { printRatios } from './ratios.ts';

/** What stays frozen, all trainable first. */
const rows: Readonly<Record<string, FreezingName>> = {
  'all trainable': 'none',
  'memory frozen': 'memory',
  'controller frozen': 'controller',
  'both frozen': 'controller-and-memory',
};

interface Options extends CommonOptions {
  readonly length: number;
}

export function freezingCommand(): Command {
  const command = new Command('freezing')
    .description('what freezing saves: a step of the model jm-10 with nothing, one part or both frozen')
    .option('--length <n>', 'symbols of a string', positiveInteger, 40);
  return addCommonOptions(command, { runs: 5, seconds: 0.5 }).action((options: Options) => {
    const { length, seconds } = options;
    const measured = (frozen: FreezingName): Case => ({
      engine: 'compiled',
      model: 'jm-10',
      length,
      batch: 10,
      frozen,
      seconds,
    });
    printRatios(Object.fromEntries(Object.entries(rows).map(([name, frozen]) => [name, measured(frozen)])), options);
  });
}
