import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { storing } from '../files/storage-error.ts';
import { writeWhole } from '../files/write-whole.ts';
import { reportToHtml } from '../report/html.ts';
import { reportToMarkdown } from '../report/markdown.ts';
import type { StudyContext } from './context.ts';
import { studyReport } from './report.ts';

/** What a report consists of, relative to its folder. Pictures of the Markdown file are in `figures`. */
export const studyReportFiles = { html: 'report.html', markdown: 'report.md', figures: 'figures' } as const;

/** Writes a study as one page of HTML and as Markdown with its pictures beside it. @throws StorageError. */
export async function writeStudyReport(context: StudyContext, folder: string): Promise<void> {
  const report = studyReport(context);
  const figures = join(folder, studyReportFiles.figures);
  await storing(figures, () => mkdir(figures, { recursive: true }));
  for (const block of report.blocks) {
    if (block.kind !== 'figures') continue;
    for (const { name, svg } of block.figures) await writeWhole(join(figures, `${name}.svg`), svg);
  }
  const path = ({ name }: { readonly name: string }): string => `${studyReportFiles.figures}/${name}.svg`;
  await writeWhole(join(folder, studyReportFiles.markdown), reportToMarkdown(report, path));
  await writeWhole(join(folder, studyReportFiles.html), reportToHtml(report));
}
