import { languageModels } from '@pushdown/studies';
import { Command, Option } from 'commander';
import { compareLanguage, type LanguageRow } from '../language-modeling/compare.ts';
import { type EngineName, engines } from '../measuring/case.ts';
import { type Column, formatRows } from '../output/rows.ts';
import { addCommonOptions, type CommonOptions, formatOf, positiveInteger } from './options.ts';

const columns: readonly Column<LanguageRow>[] = [
  { title: 'model', of: ({ model }) => model },
  { title: 'who', of: ({ who }) => who },
  { title: 'tokens per second', of: ({ tokensPerSecond }) => tokensPerSecond },
  { title: 'ours / peer', of: ({ ratio }) => ratio, digits: 2 },
  { title: 'tokens per CPU second', of: ({ cpuTokensPerSecond }) => cpuTokensPerSecond },
  { title: 'ours / peer, CPU', of: ({ cpuRatio }) => cpuRatio, digits: 2 },
  { title: 'peak memory, MB', of: ({ peakMemoryMB }) => peakMemoryMB },
  { title: 'remark', of: ({ remark }) => remark },
];

interface Options extends CommonOptions {
  readonly model: readonly string[];
  readonly engine: EngineName;
  readonly batch: number;
  readonly steps: number;
  readonly words: number;
  readonly python: string;
  readonly peer: boolean;
}

/** Models that the peer's script knows. */
const models = Object.keys(languageModels).filter((name) => !name.startsWith('vrns') && name !== 'jm-learned-22');

export function languageModelingCommand(): Command {
  const command = new Command('language-modeling')
    .description('training on random words, tokens per second beside PyTorch, by turns, on one thread')
    .addOption(
      new Option('--model <names...>', 'these models')
        .choices(models)
        .default(['lstm-256', 'jm-hidden-247', 'rns-4-5']),
    )
    .addOption(new Option('--engine <name>', 'our engine').choices(Object.keys(engines)).default('compiled'))
    .option('--batch <n>', 'parallel streams', positiveInteger, 32)
    .option('--steps <n>', 'symbols between truncations', positiveInteger, 35)
    .option('--words <n>', 'size of the vocabulary', positiveInteger, 10_000)
    .addOption(new Option('--python <path>', 'Python interpreter').env('PUSHDOWN_PYTHON').default('python3'))
    .option('--no-peer', 'measure ours alone');
  return addCommonOptions(command, { runs: 3, seconds: 10 }).action(async (options: Options) => {
    const { model: names, engine, batch, steps, words, python, peer, runs, seconds } = options;
    const rows: LanguageRow[] = [];
    for (const model of names) {
      const measured = { engine, model, batch, steps, words, seconds };
      rows.push(...(await compareLanguage({ measured, python: peer ? python : undefined, runs })));
    }
    process.stdout.write(formatRows(rows, columns, formatOf(options)));
    if (rows.some(({ failed }) => failed)) process.exitCode = 1;
  });
}
