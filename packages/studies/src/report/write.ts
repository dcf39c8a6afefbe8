import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storing } from '../files/storage-error.ts';
import { writeWhole } from '../files/write-whole.ts';
import { reportToHtml } from './html.ts';
import { reportToMarkdown } from './markdown.ts';
import type { Report } from './report.ts';

/** Names of the files of a report in its folder. */
export interface ReportFiles {
  readonly html: string;
  readonly markdown: string;
}

/** The folder of the pictures of a Markdown file. */
const figuresFolder = 'figures';

/**
 * Writes a report as a page of HTML, and as Markdown with its pictures in `figures/`.
 * @throws StorageError when the folder cannot be written to.
 */
export async function writeReport(options: {
  readonly report: Report;
  readonly folder: string;
  readonly files: ReportFiles;
}): Promise<void> {
  const { report, folder, files } = options;
  const figures = report.blocks.flatMap((block) => (block.kind === 'figures' ? block.figures : []));
  await storing(folder, async () => void (await mkdir(join(folder, figuresFolder), { recursive: true })));
  for (const { name, svg } of figures) await writeWhole(join(folder, figuresFolder, `${name}.svg`), svg);
  await writeWhole(
    join(folder, files.markdown),
    reportToMarkdown(report, ({ name }) => `${figuresFolder}/${name}.svg`),
  );
  await writeWhole(join(folder, files.html), reportToHtml(report));
}
