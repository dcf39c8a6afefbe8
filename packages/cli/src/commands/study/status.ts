import { openRunStore, readExaminations, type StoredRun, type Table, tableToText } from '@pushdown/studies';
import type { Command } from 'commander';
import { writeResult } from '../../output/result.ts';
import type { Streams } from '../../output/streams.ts';
import { optionsOf } from '../shared.ts';

/** `pushdown study status`: what is done, running and left. */
export function addStudyStatusCommand(study: Command, streams: Streams): void {
  study
    .command('status')
    .description('what is done of a study, what runs, and what failed')
    .argument('<folder>', 'folder of the study')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const { json } = optionsOf(command);
      const store = await openRunStore(folder);
      const runs = await store.read();
      const chosen = await readExaminations(store, runs);
      const examined = chosen.filter(({ result }) => result !== undefined).length;
      const listed = runs.map(({ name, status, epochs, failure }) => ({ name, status, epochs, failure }));
      writeResult(streams, json, { study: store.study.name, runs: listed, chosen: chosen.length, examined }, () =>
        [
          tableToText(statusTable(store.study.name, runs)),
          ...details(runs),
          ...(chosen.length === 0 ? [] : [`chosen runs: ${examined} of ${chosen.length} examined`]),
        ].join('\n'),
      );
    });
}

const statuses = ['finished', 'running', 'unfinished', 'waiting', 'failed'] as const;

/** Numbers of runs by status; a row for each value of the first axis. */
function statusTable(name: string, runs: readonly StoredRun[]): Table {
  const axis = Object.keys(runs[0]?.coordinates ?? {})[0] ?? '';
  const values = [...new Set(runs.map(({ coordinates }) => coordinates[axis] ?? ''))];
  const row = (label: string, counted: readonly StoredRun[]) => ({
    kind: 'result' as const,
    cells: [label, ...statuses.map((status) => String(counted.filter((run) => run.status === status).length))],
  });
  return {
    caption: `study "${name}"`,
    columns: [axis, ...statuses],
    labelColumns: 1,
    rows: [
      ...values.map((value) =>
        row(
          value,
          runs.filter(({ coordinates }) => coordinates[axis] === value),
        ),
      ),
      row('all', runs),
    ],
  };
}

function details(runs: readonly StoredRun[]): string[] {
  return runs.flatMap(({ name, status, epochs, failure, experiment }) => {
    if (status === 'running')
      return [`running: ${name}, epoch ${epochs} of at most ${experiment.training.maximumEpochs}`];
    return failure === undefined ? [] : [`failed: ${name}: ${failure.message}`];
  });
}
