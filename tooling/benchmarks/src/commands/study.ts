import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { formatRows } from '../output/rows.ts';
import { showProgress } from '../processes/progress.ts';
import { median } from '../statistics.ts';
import { measuredStudy, type Taken, timeOfRuns, timeOfStudy } from '../studies/measure-study.ts';
import { type CommonOptions, formatOf, positiveInteger } from './options.ts';

interface Options extends Pick<CommonOptions, 'runs' | 'json' | 'markdown'> {
  readonly batches: number;
  readonly epochs: number;
  readonly workers: number;
}

interface Row {
  readonly measured: string;
  readonly seconds: number;
  /** Of all cores together. */
  readonly processorSeconds: number;
  /** Median over the rounds of the time of the first row divided by that of this one. */
  readonly throughput: number;
  /** The same of processor time: the share of it that other work on the machine takes away does not count. */
  readonly efficiency: number;
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
      const ways: readonly { readonly name: string; readonly measure: () => Promise<Taken> }[] = [
        { name: 'single runs without files, one worker', measure: () => timeOfRuns(study) },
        { name: 'study, one worker', measure: () => timeOfStudy(study, 1) },
        { name: `study, ${workers} workers`, measure: () => timeOfStudy(study, workers) },
      ];
      const rounds: Taken[][] = [];
      for (let round = 0; round < runs; round++) {
        const times: Taken[] = [];
        for (const { measure } of ways) {
          times.push(await measure());
          showProgress(round * ways.length + times.length, runs * ways.length);
        }
        rounds.push(times);
      }
      const over = (way: number, of: (taken: Taken, first: Taken) => number): number =>
        median(rounds.map((times) => of(times[way] as Taken, times[0] as Taken)));
      const rows = ways.map(
        ({ name }, way): Row => ({
          measured: name,
          seconds: over(way, ({ seconds }) => seconds),
          processorSeconds: over(way, ({ processorSeconds }) => processorSeconds),
          throughput: over(way, ({ seconds }, first) => first.seconds / seconds),
          efficiency: over(way, ({ processorSeconds }, first) => first.processorSeconds / processorSeconds),
        }),
      );
      process.stdout.write(
        formatRows(
          rows,
          [
            { title: 'measured', of: (row) => row.measured },
            { title: 's', of: (row) => row.seconds, digits: 1 },
            { title: 'processor s', of: (row) => row.processorSeconds, digits: 1 },
            { title: 'throughput', of: (row) => row.throughput, digits: 3 },
            { title: 'efficiency', of: (row) => row.efficiency, digits: 3 },
          ],
          formatOf(options),
        ),
      );
    });
}
