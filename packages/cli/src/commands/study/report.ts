import { join } from 'node:path';
import { openRunStore, readStudyContext, studyReportFiles, writeStudyReport } from '@pushdown/studies';
import type { Command } from 'commander';
import { writeResult } from '../../output/result.ts';
import type { Streams } from '../../output/streams.ts';
import { optionsOf } from '../shared.ts';

/** `pushdown study report`: writes the report of what is there, finished or not. */
export function addStudyReportCommand(study: Command, streams: Streams): void {
  study
    .command('report')
    .description('write the report of a study from its runs, also while they are not all finished')
    .argument('<folder>', 'folder of the study')
    .option('-o, --output <folder>', 'folder of the report (default: that of the study)')
    .action(async (folder: string, _options: unknown, command: Command) => {
      const { json, output = folder } = optionsOf<{ readonly output?: string }>(command);
      await writeStudyReport(await readStudyContext(await openRunStore(folder)), output);
      const files = [studyReportFiles.html, studyReportFiles.markdown].map((file) => join(output, file));
      writeResult(streams, json, { files }, () => files.join('\n'));
    });
}
