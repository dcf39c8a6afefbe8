import { languageModels, mean, standardDeviation } from '@pushdown/studies';
import { Command, Option } from 'commander';
import { engines } from '../measuring/case.ts';
import { type Column, formatRows } from '../output/rows.ts';
import { showProgress } from '../processes/progress.ts';
import type { TextCase } from '../text/case.ts';
import { ours, type TextRow, theirs } from '../text/compare.ts';
import { type CommonOptions, formatOf, positiveInteger, positiveNumber } from './options.ts';

interface Options extends Pick<CommonOptions, 'json' | 'markdown'>, Omit<TextCase, 'corpus' | 'seed'> {
  readonly training: string;
  readonly validation: string;
  readonly test: string;
  readonly seeds: readonly number[];
  readonly python: string;
  readonly peer: boolean;
}

const columns: readonly Column<TextRow>[] = [
  { title: 'model', of: ({ model }) => model },
  { title: 'who', of: ({ who }) => who },
  { title: 'seed', of: ({ seed }) => seed },
  {
    title: 'validation perplexity after each epoch',
    of: ({ perplexities }) => perplexities.map((value) => value.toFixed(2)).join(', '),
  },
  { title: 'seconds', of: ({ seconds }) => seconds },
];

/** What the runs of one model by one program came to. */
interface SummaryRow {
  readonly model: string;
  readonly who: string;
  readonly runs: number;
  readonly mean: number;
  /** Null for a single run. */
  readonly deviation: number | null;
}

const summaryColumns: readonly Column<SummaryRow>[] = [
  { title: 'model', of: ({ model }) => model },
  { title: 'who', of: ({ who }) => who },
  { title: 'runs', of: ({ runs }) => runs },
  { title: 'best validation perplexity, mean', of: (row) => row.mean, digits: 2 },
  { title: 'standard deviation', of: (row) => row.deviation, digits: 2 },
];

export function textCommand(): Command {
  return new Command('text')
    .description(
      'validation perplexity of training on a text, beside PyTorch by the same protocol, each run in a process',
    )
    .requiredOption('--training <file>', 'text with a sentence on every line')
    .requiredOption('--validation <file>', 'the same')
    .requiredOption('--test <file>', 'the same; part of the corpus, though nothing is measured on it here')
    .addOption(new Option('--model <name>').choices(Object.keys(languageModels)).default('lstm-256'))
    .addOption(new Option('--engine <name>', 'our engine').choices(Object.keys(engines)).default('compiled'))
    .option('--epochs <n>', 'epochs of a run', positiveInteger, 3)
    .option('--seeds <n...>', 'one run each', addSeed, [])
    .option('--learning-rate <r>', 'of gradient descent', positiveNumber, 10)
    .option('--clip-norm <n>', 'largest norm of a gradient', positiveNumber, 0.25)
    .addOption(new Option('--python <path>', 'Python interpreter').env('PUSHDOWN_PYTHON').default('python3'))
    .option('--no-peer', 'train ours alone')
    .addOption(new Option('--json', 'one JSON object a run, as it ends').conflicts('markdown'))
    .option('--markdown', 'Markdown tables')
    .action(async (options: Options) => {
      const { training, validation, test, seeds, python, peer } = options;
      const { model, engine, epochs, learningRate, clipNorm } = options;
      const cases = (seeds.length === 0 ? [1, 2, 3] : seeds).map(
        (seed): TextCase => ({
          model,
          engine,
          epochs,
          learningRate,
          clipNorm,
          corpus: { training, validation, test },
          seed,
        }),
      );
      const runs = cases.flatMap((each) => [() => ours(each), ...(peer ? [() => theirs(each, python)] : [])]);
      const format = formatOf(options);
      const rows: TextRow[] = [];
      for (const run of runs) {
        const row = await run();
        rows.push(row);
        showProgress(rows.length, runs.length);
        if (format === 'json') process.stdout.write(formatRows([row], columns, format));
      }
      if (format === 'json') return;
      process.stdout.write(
        `${formatRows(rows, columns, format)}\n${formatRows(summarize(rows), summaryColumns, format)}`,
      );
    });
}

/** By program, in the order of their first runs. */
function summarize(rows: readonly TextRow[]): SummaryRow[] {
  const programs = new Map<string, TextRow[]>();
  for (const row of rows) programs.set(row.who, [...(programs.get(row.who) ?? []), row]);
  return [...programs].map(([who, own]) => {
    const best = own.map(({ perplexities }) => Math.min(...perplexities));
    const [{ model }] = own as [TextRow];
    return {
      model,
      who,
      runs: own.length,
      mean: mean(best),
      deviation: own.length > 1 ? standardDeviation(best) : null,
    };
  });
}

function addSeed(text: string, seeds: readonly number[]): number[] {
  return [...seeds, positiveInteger(text)];
}
