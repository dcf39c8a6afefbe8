import {
  type Aggregate,
  aggregateRuns,
  filterRuns,
  openRunStore,
  type StringSet,
  type Table,
  tableToText,
} from '@pushdown/studies';
import { type Command, InvalidArgumentError } from 'commander';
import { UsageError } from '../../errors.ts';
import { writeResult } from '../../output/result.ts';
import type { Streams } from '../../output/streams.ts';
import { optionsOf } from '../shared.ts';

interface QueryOptions {
  readonly measure: string;
  readonly set: StringSet;
  readonly where: readonly string[];
  readonly by?: string;
}

/** `pushdown study query`: mean, median, interval and best restart of groups of runs. */
export function addStudyQueryCommand(study: Command, streams: Streams): void {
  study
    .command('query')
    .description('what groups of runs reached: mean with a 95 % interval, median, and the best restart by validation')
    .argument('<folder>', 'folder of the study')
    .option('--measure <name>', 'what was measured', 'cross-entropy-difference')
    .option(
      '--set <set>',
      '"validation", "test" of a corpus, or the number of a bin, from 0',
      parseSet,
      'validation' as const,
    )
    .option(
      '--where <axis=value,…>',
      'only runs with these values (repeatable)',
      (value, all: readonly string[]) => [...all, value],
      [] as readonly string[],
    )
    .option('--by <axis,…>', 'axes to group by (default: all)')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const { json, measure, set, where, by } = optionsOf<QueryOptions>(command);
      const store = await openRunStore(folder);
      const axes = Object.keys(store.study.axes);
      const groupBy = by?.split(',') ?? axes;
      for (const axis of groupBy) requireKnown(axis, axes, '--by: there is no axis');
      const conditions = where.map((text) => parseCondition(text, store.study.axes));
      const runs = conditions.reduce((found, condition) => filterRuns(found, condition), await store.read());
      const groups = aggregateRuns({ runs, by: groupBy, measure, set });
      writeResult(streams, json, groups, () =>
        groups.length === 0
          ? 'no run that was asked for is finished'
          : tableToText(queryTable(`${measure}, ${typeof set === 'number' ? `bin ${set}` : set}`, groupBy, groups)),
      );
    });
}

function parseSet(text: string): StringSet {
  if (text === 'validation' || text === 'test') return text;
  if (!/^\d+$/.test(text))
    throw new InvalidArgumentError('Expected "validation", "test" of a corpus, or the number of a bin, from 0.');
  return Number(text);
}

function parseCondition(text: string, axes: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  const [axis = '', values] = text.split('=');
  if (values === undefined)
    throw new UsageError(`--where "${text}": expected an axis and its values, such as model=lstm,jm-10`);
  requireKnown(axis, Object.keys(axes), `--where "${text}": there is no axis`);
  const names = values.split(',');
  for (const name of names) requireKnown(name, Object.keys(axes[axis] ?? {}), `--where "${text}": there is no value`);
  return { [axis]: names };
}

function requireKnown(name: string, known: readonly string[], message: string): void {
  if (!known.includes(name)) throw new UsageError(`${message} "${name}" (known: ${known.join(', ')})`);
}

function queryTable(caption: string, by: readonly string[], groups: readonly Aggregate[]): Table {
  const number = (value: number | undefined): string =>
    value === undefined || !Number.isFinite(value) ? '–' : value.toPrecision(4);
  return {
    caption,
    columns: [...by, 'runs', 'mean', 'low', 'high', 'median', 'best'],
    labelColumns: by.length,
    rows: groups.map(({ coordinates, count, mean, interval, median, best }) => ({
      kind: 'result',
      cells: [
        ...by.map((axis) => coordinates[axis] ?? ''),
        String(count),
        ...[mean, interval?.low, interval?.high, median, best].map(number),
      ],
    })),
  };
}
