import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exportRows,
  openRunStore,
  type RunStore,
  rowsToCsv,
  rowsToJsonLines,
  runEvents,
  writeWhole,
} from '@pushdown/studies';
import { type Command, Option } from 'commander';
import { UsageError } from '../../errors.ts';
import { writeResult } from '../../output/result.ts';
import type { Streams } from '../../output/streams.ts';
import { optionsOf } from '../shared.ts';

const formats = ['csv', 'jsonl', 'tensorboard'] as const;

interface ExportOptions {
  readonly format: (typeof formats)[number];
  readonly output: string;
  readonly overwrite?: boolean;
}

/** `pushdown study export`: the numbers of all runs for other programs. */
export function addStudyExportCommand(study: Command, streams: Streams): void {
  study
    .command('export')
    .description('write what the runs of a study measured for other programs')
    .argument('<folder>', 'folder of the study')
    .addOption(
      new Option(
        '--format <format>',
        'csv and jsonl: a row for each run, set of strings and measure; tensorboard: event files with a step for each epoch',
      )
        .choices(formats)
        .makeOptionMandatory(),
    )
    .requiredOption('-o, --output <path>', 'file to write; for tensorboard a folder')
    .option('--overwrite', 'replace it')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const { json, format, output, overwrite = false } = optionsOf<ExportOptions>(command);
      if (!overwrite && existsSync(output))
        throw new UsageError(`"${output}" exists; choose another name, or --overwrite it`);
      const store = await openRunStore(folder);
      const written =
        format === 'tensorboard' ? await writeEvents(store, output) : await writeRows(store, format, output);
      writeResult(streams, json, { format, output, ...written }, () => {
        const [[what, count] = ['', 0]] = Object.entries(written);
        return `${count} ${what} written to ${output}`;
      });
    });
}

async function writeRows(store: RunStore, format: 'csv' | 'jsonl', output: string): Promise<{ rows: number }> {
  const rows = exportRows(await store.read());
  await writeWhole(output, format === 'csv' ? rowsToCsv(rows) : rowsToJsonLines(rows));
  return { rows: rows.length };
}

async function writeEvents(store: RunStore, output: string): Promise<{ 'event files': number }> {
  let files = 0;
  for (const run of await store.read()) {
    const events = await runEvents(run);
    if (events === undefined) continue;
    await mkdir(join(output, run.name), { recursive: true });
    await writeWhole(join(output, run.name, 'events.out.tfevents.0.pushdown'), events);
    files += 1;
  }
  return { 'event files': files };
}
