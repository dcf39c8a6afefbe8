import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { formatRows } from '../output/rows.ts';
import { showProgress } from '../processes/progress.ts';
import { median } from '../statistics.ts';
import { measuredStudy, secondsOfRuns, secondsOfStudy } from '../studies/measure-study.ts';
import { type CommonOptions, formatOf, positiveInteger } from './options.ts';

interface Options extends Pick<CommonOptions, 'runs' | 'json' | 'markdown'> {
  readonly batches: number;
  readonly epochs: number;
  readonly workers: number;
}

interface Row {
  readonly measured: string;
  readonly seconds: number;
  /** Median over the rounds of the time of the first row divided by that of this one. */
  readonly throughput: number;
}

export function studyCommand(): Command {
  return new Command('study')
    .description(
      'what the study layer costs and what a second core brings: 12 runs of the profile laptop, made shorter',
    )
    .option('--runs <n>', 'rounds, of which the median counts', positiveInteger, 3)
    .option('--batches <n>', 'training batches of an epoch', positiveInteger, 400)
    .option('--epochs <n>', 'epochs of a run', positiveInteger, 10)
    .option('--workers <n>', 'runs at a time in the last row', positiveInteger, availableParallelism())
    .option('--json', 'one JSON object a row')
    .option('--markdown', 'a Markdown table')
    .action(async (options: Options) => {
      const { runs, batches, epochs, workers } = options;
      const study = measuredStudy(batches, epochs);
      const ways: readonly { readonly name: string; readonly seconds: () => Promise<number> }[] = [
        { name: 'single runs without files, one worker', seconds: () => secondsOfRuns(study) },
        { name: 'study, one worker', seconds: () => secondsOfStudy(study, 1) },
        { name: `study, ${workers} workers`, seconds: () => secondsOfStudy(study, workers) },
      ];
      const rounds: number[][] = [];
      for (let round = 0; round < runs; round++) {
        const times: number[] = [];
        for (const { seconds } of ways) {
          times.push(await seconds());
          showProgress(round * ways.length + times.length, runs * ways.length);
        }
        rounds.push(times);
      }
      const rows = ways.map(
        ({ name }, way): Row => ({
          measured: name,
          seconds: median(rounds.map((times) => times[way] as number)),
          throughput: median(rounds.map((times) => (times[0] as number) / (times[way] as number))),
        }),
      );
      process.stdout.write(
        formatRows(
          rows,
          [
            { title: 'measured', of: (row) => row.measured },
            { title: 's', of: (row) => row.seconds, digits: 1 },
            { title: 'throughput', of: (row) => row.throughput, digits: 2 },
          ],
          formatOf(options),
        ),
      );
    });
}
