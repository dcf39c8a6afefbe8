import { join } from 'node:path';
import { toJson } from '../experiment/json.ts';
import { writeWhole } from '../files/write-whole.ts';
import { writeReport } from '../report/write.ts';
import type { EvaluationResult } from './evaluate-run.ts';
import { type TextEvaluationResult, textEvaluationReport } from './evaluate-text.ts';
import { evaluationReport } from './report.ts';

/** Names of the files of an evaluation in its folder. */
export const evaluationFiles = {
  html: 'evaluation.html',
  markdown: 'evaluation.md',
  results: 'evaluation.json',
} as const;

/** Writes an evaluation as a page of HTML, as Markdown with its pictures, and as JSON. @throws StorageError. */
export async function writeEvaluation(result: EvaluationResult | TextEvaluationResult, folder: string): Promise<void> {
  const report = 'corpus' in result ? textEvaluationReport(result) : evaluationReport(result);
  await writeReport({ report, folder, files: evaluationFiles });
  await writeWhole(join(folder, evaluationFiles.results), `${toJson(result)}\n`);
}
