import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeParameters, type Lab, OptionError } from '@pushdown/core';
import { type EvaluationResult, evaluateRun } from '../evaluate/evaluate-run.ts';
import { evaluationFiles, writeEvaluation } from '../evaluate/write-evaluation.ts';
import { fromJson, toJson } from '../experiment/json.ts';
import { createParts } from '../experiment/parts.ts';
import { runFiles } from '../experiment/run-folder.ts';
import { type Experiment, isOnText } from '../experiment/schema.ts';
import { storing } from '../files/storage-error.ts';
import { writeWhole } from '../files/write-whole.ts';
import type { Examination } from '../grid/study.ts';

/** Says how a run was examined; written last. */
const examinationFile = 'examination.json';

/** What a worker needs to examine a run. */
export interface ExaminedRun {
  readonly experiment: Experiment;
  /** Where its parameters are. */
  readonly runFolder: string;
  readonly examination: Examination;
  /** Where the evaluation is written. */
  readonly folder: string;
}

/**
 * Evaluates a finished run on other lengths and writes what was found.
 * @throws OptionError when the run was on a text, which has no lengths, and as `evaluateRun` and `writeEvaluation` do.
 */
export async function examineRun({ experiment, runFolder, examination, folder }: ExaminedRun, lab: Lab): Promise<void> {
  if (isOnText(experiment))
    throw new OptionError(`the run "${experiment.name}" is on a text; only runs on strings can be examined, by length`);
  const bytes = await readFile(join(runFolder, runFiles.parameters));
  const parameters = decodeParameters(createParts(experiment, lab).model, bytes);
  const { where: _, ...options } = examination;
  const result = await evaluateRun({ experiment, lab, parameters, ...options });
  // An earlier examination, made otherwise, ends before its files are replaced.
  await rm(join(folder, examinationFile), { force: true });
  await storing(folder, () => mkdir(folder, { recursive: true }));
  await writeEvaluation(result, folder);
  await writeWhole(join(folder, examinationFile), described(examination));
}

/** What was found when a run was examined in this way; undefined if it was not. @throws OptionError when it is damaged. */
export async function readExamination(folder: string, examination: Examination): Promise<EvaluationResult | undefined> {
  const found = await readFile(join(folder, examinationFile), 'utf8').catch(() => undefined);
  if (found !== described(examination)) return undefined;
  const path = join(folder, evaluationFiles.results);
  try {
    return fromJson(await readFile(path, 'utf8')) as EvaluationResult;
  } catch (error) {
    throw new OptionError(`"${path}" is damaged: ${(error as Error).message}; delete its folder to have it made anew`, {
      cause: error,
    });
  }
}

/** Which runs are chosen does not change what is found in one. */
function described({ where: _, ...options }: Examination): string {
  return `${toJson(options)}\n`;
}
