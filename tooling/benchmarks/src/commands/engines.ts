import { Command, Option } from 'commander';
import { type Case, type EngineName, engines } from '../measuring/case.ts';
import { modelNames, usualSizes } from '../models.ts';
import { addCommonOptions, type CommonOptions, positiveInteger } from './options.ts';
import { printRatios } from './ratios.ts';

interface Options extends CommonOptions {
  readonly model: string;
  readonly length?: number;
  readonly batch?: number;
  readonly engine: readonly EngineName[];
}

/** The compiled engine beside those of TensorFlow.js. */
export function enginesCommand(): Command {
  const command = new Command('engines')
    .description('a training step on several engines, beside the first of them')
    .addOption(new Option('--model <name>', 'model').choices(modelNames).default('lstm'))
    .option('--length <n>', 'only this length (40 and 80 without it, 35 of a model of words)', positiveInteger)
    .option('--batch <n>', 'strings of a batch (10 without it, 32 of a model of words)', positiveInteger)
    .addOption(
      new Option('--engine <name...>', 'engines')
        .choices(Object.keys(engines))
        .default(['compiled', 'compiled-tensorflow', 'tensorflow', 'tensorflow-wasm', 'tensorflow-cpu']),
    );
  return addCommonOptions(command, { runs: 3, seconds: 2 }).action((options: Options) => {
    const usual = usualSizes(options.model);
    const { model, length, batch = usual.batch, engine: names, seconds } = options;
    for (const size of length === undefined ? usual.lengths : [length]) {
      const cases = names.map((engine): readonly [string, Case] => [
        engine,
        { engine, model, length: size, batch, seconds },
      ]);
      printRatios(Object.fromEntries(cases), options);
    }
  });
}
