import { writeReport } from '../report/write.ts';
import { type StudyContext, subjectAxis } from './context.ts';
import { studyReport } from './report.ts';
import { textStudyReport } from './text-report.ts';

/** What a report consists of, relative to its folder. */
export const studyReportFiles = { html: 'report.html', markdown: 'report.md' } as const;

/** Writes a study as one page of HTML and as Markdown with its pictures beside it. @throws StorageError. */
export async function writeStudyReport(context: StudyContext, folder: string): Promise<void> {
  const report = subjectAxis(context) === 'corpus' ? textStudyReport(context) : studyReport(context);
  await writeReport({ report, folder, files: studyReportFiles });
}
