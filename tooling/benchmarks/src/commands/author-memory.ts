import { Command } from 'commander';
import type { Case } from '../measuring/case.ts';
import { addCommonOptions, type CommonOptions, positiveInteger } from './options.ts';
import { printRatios } from './ratios.ts';

interface Options extends CommonOptions {
  readonly length: number;
}

export function authorMemoryCommand(): Command {
  const command = new Command('author-memory')
    .description('a step with a superposition stack that an author wrote in plain tensor code, beside the built-in one')
    .option('--length <n>', 'symbols of a string', positiveInteger, 40);
  return addCommonOptions(command, { runs: 5, seconds: 0.5 }).action((options: Options) => {
    const { length, seconds } = options;
    const measured = (model: string): Case => ({
      engine: 'compiled',
      model,
      length,
      batch: 10,
      seconds,
    });
    printRatios({ 'built-in stack': measured('jm-10'), "author's stack": measured('author-jm-10') }, options);
  });
}
