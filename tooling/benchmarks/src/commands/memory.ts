import { Command, Option } from 'commander';
import { type EngineName, engines } from '../measuring/case.ts';
import { benchmarkSession, benchmarkStrings, learningRate } from '../measuring/workload.ts';
import { benchmarkModel, stringModelNames } from '../models.ts';
import { formatRows } from '../output/rows.ts';
import { positiveInteger } from './options.ts';

interface Options {
  readonly model: string;
  readonly engine: EngineName;
  readonly steps: number;
  readonly length: number;
  readonly batch: number;
}

interface MemoryRow {
  readonly step: number;
  readonly residentMB: number;
  readonly heapMB: number;
}

/** How often memory is looked at, besides before the first step. */
const looks = 10;

/** Whether an engine keeps something from every step. */
export function memoryCommand(): Command {
  return new Command('memory')
    .description('memory of this process in the course of many training steps')
    .addOption(new Option('--model <name>', 'model').choices(stringModelNames).default('lstm'))
    .addOption(new Option('--engine <name>', 'engine').choices(Object.keys(engines)).default('compiled'))
    .option('--steps <n>', 'training steps', positiveInteger, 10_000)
    .option('--length <n>', 'symbols of a string', positiveInteger, 5)
    .option('--batch <n>', 'strings of a batch', positiveInteger, 2)
    .action(async ({ model: name, engine: engineName, steps, length, batch }: Options) => {
      const engine = engines[engineName]();
      await engine.load?.();
      const model = benchmarkModel(name);
      const session = benchmarkSession({ model, engine });
      const strings = benchmarkStrings(batch, length);
      const rows = [look(0)];
      for (let step = 1; step <= steps; step++) {
        session.train(strings, { learningRate, step });
        if (step % Math.ceil(steps / looks) === 0) rows.push(look(step));
      }
      process.stdout.write(
        formatRows(
          rows,
          [
            { title: 'step', of: (row) => row.step },
            { title: 'resident, MB', of: (row) => row.residentMB },
            { title: 'heap of JavaScript, MB', of: (row) => row.heapMB },
          ],
          'markdown',
        ),
      );
    });
}

/** After a collection of garbage, where Node lets one ask for it: `node --expose-gc`. */
function look(step: number): MemoryRow {
  (globalThis as { readonly gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { step, residentMB: Math.round(rss / 2 ** 20), heapMB: Math.round(heapUsed / 2 ** 20) };
}
