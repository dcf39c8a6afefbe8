import { stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import {
  exportRows,
  findingsReport,
  openRunStore,
  readRunFile,
  readStudyContext,
  reportToMarkdown,
  runFiles,
  type StoredRun,
  writeStudyReport,
  writeWhole,
} from '@pushdown/studies';
import { readSeconds } from './epoch-seconds.ts';
import { runTable } from './run-table.ts';

/** What a published study consists of, besides its report. */
export const publishedFiles = { findings: 'README.md', runs: 'runs.csv' } as const;

/**
 * Writes what a study of the paper found to a folder of the documentation: its report, what follows for the claims of the
 * paper, and a row for every run.
 * @param options.command how it was run. @throws OptionError when the folder holds no study; Error when runs are missing.
 */
export async function publishStudy(options: {
  readonly folder: string;
  readonly destination: string;
  readonly command: string;
}): Promise<void> {
  const { folder, destination, command } = options;
  const context = await readStudyContext(await openRunStore(folder));
  const missing = context.runs.filter(({ status }) => status !== 'finished').length;
  if (missing > 0) throw new Error(`${missing} of ${context.runs.length} runs are not finished`);
  await writeStudyReport(context, destination);
  await writeWhole(join(destination, publishedFiles.runs), runTable(exportRows(context.runs)));
  const findings = reportToMarkdown(findingsReport(context), ({ name }) => name);
  const [title = '', ...rest] = findings.split('\n\n');
  const circumstances = await circumstancesOf(context.runs, command);
  await writeWhole(join(destination, publishedFiles.findings), [title, circumstances, ...rest].join('\n\n'));
}

/** How the runs were made, and where everything is. */
async function circumstancesOf(runs: readonly StoredRun[], command: string): Promise<string> {
  const environments = await Promise.all(runs.map(({ folder }) => readRunFile(folder, 'environment')));
  const { processor, platform, node } = environments[0] as Record<'processor' | 'platform' | 'node', string>;
  const begun = await Promise.all(runs.map(({ folder }) => writtenAt(folder, runFiles.experiment)));
  const ended = await Promise.all(runs.map(({ folder }) => writtenAt(folder, runFiles.results)));
  const epochs = await Promise.all(runs.map(({ folder }) => readSeconds(join(folder, runFiles.metrics))));
  const total = epochs.reduce((sum, seconds) => sum + seconds, 0);
  return [
    'This page is written by a program from the runs, and so is every number on it. The whole report, with tables, pictures and the runs that were examined: [report.md](report.md), or as one page [report.html](report.html). All runs: [runs.csv](runs.csv).',
    '',
    '```text',
    command,
    '```',
    '',
    `- machine: ${processor}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory, ${platform}, Node ${node}`,
    `- from the first file of the first run to the last file of the last: ${minutes((Math.max(...ended) - Math.min(...begun)) / 1000)}`,
    `- time in epochs, summed over the runs: ${minutes(total)}`,
  ].join('\n');
}

async function writtenAt(folder: string, file: string): Promise<number> {
  return (await stat(join(folder, file))).mtimeMs;
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1)} minutes`;
}
