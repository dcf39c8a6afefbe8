import { Command, Option } from 'commander';
import { type Case, type EngineName, engines } from '../measuring/case.ts';
import { modelNames } from '../models.ts';
import { addCommonOptions, type CommonOptions, positiveInteger } from './options.ts';
import { printRatios } from './ratios.ts';

interface Options extends CommonOptions {
  readonly model: string;
  readonly length?: number;
  readonly batch: number;
  readonly engine: readonly EngineName[];
}

/** The compiled engine beside those of TensorFlow.js. */
export function enginesCommand(): Command {
  const command = new Command('engines')
    .description('a training step on several engines, beside the first of them')
    .addOption(new Option('--model <name>', 'model').choices(modelNames).default('lstm'))
    .option('--length <n>', 'only this length (40 and 80 without it)', positiveInteger)
    .option('--batch <n>', 'strings of a batch', positiveInteger, 10)
    .addOption(
      new Option('--engine <name...>', 'engines')
        .choices(Object.keys(engines))
        .default(['compiled', 'tensorflow', 'tensorflow-wasm', 'tensorflow-cpu']),
    );
  return addCommonOptions(command, { runs: 3, seconds: 2 }).action((options: Options) => {
    const { model, length, batch, engine: names, seconds } = options;
    for (const size of length === undefined ? [40, 80] : [length]) {
      const cases = names.map((engine): readonly [string, Case] => [
        engine,
        { engine, model, length: size, batch, frozen: 'none', seconds },
      ]);
      printRatios(Object.fromEntries(cases), options);
    }
  });
}
