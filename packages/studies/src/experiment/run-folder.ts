import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '@pushdown/core';
import type { EpochResult } from '@pushdown/training';
import { manifestsIn } from '../checkpoints/store.ts';
import { appendLine } from '../files/append-line.ts';
import { storing } from '../files/storage-error.ts';
import { temporaryEnding, writeWhole } from '../files/write-whole.ts';
import { fromJson, toJson } from './json.ts';

/** The files of a run. `results.json` is written last: a folder that has it holds a finished run. */
export const runFiles = {
  experiment: 'experiment.json',
  environment: 'environment.json',
  metrics: 'metrics.jsonl',
  parameters: 'parameters.safetensors',
  summary: 'summary.md',
  results: 'results.json',
} as const;

/** The folder with the checkpoints of a run, within its own. */
export const checkpointFolder = 'checkpoints';

/** Which file of a run. */
export type RunFile = keyof typeof runFiles;

/** A folder that a run writes to. */
export interface RunFolder {
  /** Writes a whole file at once: readers see the old one or the new one, never half of it. */
  write(file: RunFile, content: string | Uint8Array): Promise<void>;
  append(file: RunFile, line: string): Promise<void>;
}

/**
 * Opens the folder of a new run and takes away what an earlier run left there.
 * @throws OptionError when it holds a run that is finished or could be resumed and `overwrite` is not set; StorageError
 *   when it cannot be written to.
 */
export async function openRunFolder(path: string, overwrite: boolean): Promise<RunFolder> {
  const checkpoints = join(path, checkpointFolder);
  if (!overwrite && (await exists(join(path, runFiles.results)))) {
    throw new OptionError(
      `the folder "${path}" holds the results of a finished run; choose another output folder, or overwrite it`,
    );
  }
  if (!overwrite && (await manifestsIn(checkpoints)).length > 0) {
    throw new OptionError(
      `the folder "${path}" holds a run that is not finished; resume it, choose another output folder, or overwrite it`,
    );
  }
  await storing(path, async () => {
    await mkdir(path, { recursive: true });
    // The results go first: whatever happens now, the folder must not look finished.
    for (const name of Object.values(runFiles).reverse()) await rm(join(path, name), { force: true });
    await rm(checkpoints, { recursive: true, force: true });
    await removeTemporary(path);
  });
  return runFolder(path);
}

/** Opens the folder of a run that is to go on. @throws StorageError when it cannot be written to. */
export async function reopenRunFolder(path: string): Promise<RunFolder> {
  await storing(path, () => removeTemporary(path));
  return runFolder(path);
}

/** A JSON file of a run; undefined if there is none. @throws OptionError when it is damaged. */
export async function readRunFile(path: string, file: RunFile): Promise<unknown> {
  const full = join(path, runFiles[file]);
  if (!(await exists(full))) return undefined;
  try {
    return fromJson(await readFile(full, 'utf8'));
  } catch (error) {
    throw new OptionError(`"${full}" is damaged: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Makes the metrics of a run end with the epochs that a checkpoint knows. Lines of later epochs, which will come again, and
 * half a line at the end go; a line that was lost is written anew without the time its epoch took.
 */
export async function restoreMetrics(path: string, folder: RunFolder, epochs: readonly EpochResult[]): Promise<void> {
  const file = join(path, runFiles.metrics);
  const lines = (await exists(file)) ? (await readFile(file, 'utf8')).split('\n') : [];
  const restored = epochs.map((result, index) => {
    const line = lines[index] ?? '';
    return epochOf(line) === result.epoch ? line : toJson(result, 0);
  });
  await folder.write('metrics', restored.map((line) => `${line}\n`).join(''));
}

function epochOf(line: string): unknown {
  try {
    return (JSON.parse(line) as { epoch?: unknown }).epoch;
  } catch {
    return undefined;
  }
}

function runFolder(path: string): RunFolder {
  return {
    write: (file, content) => writeWhole(join(path, runFiles[file]), content),
    append: (file, line) => appendLine(join(path, runFiles[file]), line),
  };
}

/** Deletes what writers that were killed left behind. */
async function removeTemporary(path: string): Promise<void> {
  const files: readonly string[] = Object.values(runFiles);
  for (const name of await readdir(path)) {
    const isOurs = files.some((file) => name.startsWith(`${file}.`));
    if (isOurs && name.endsWith(temporaryEnding)) await rm(join(path, name), { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
