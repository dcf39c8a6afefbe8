import { appendFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '@pushdown/core';

/** The files of a run. `results.json` is written last: a folder that has it holds a finished run. */
export const runFiles = {
  experiment: 'experiment.json',
  environment: 'environment.json',
  metrics: 'metrics.jsonl',
  parameters: 'parameters.safetensors',
  summary: 'summary.md',
  results: 'results.json',
} as const;

export type RunFile = keyof typeof runFiles;

/** A folder that a run writes to. */
export interface RunFolder {
  /** Writes a whole file at once: readers see the old one or the new one, never half of it. */
  write(file: RunFile, content: string | Uint8Array): Promise<void>;
  append(file: RunFile, line: string): Promise<void>;
}

/**
 * Opens the folder of a run and takes away what an earlier, unfinished run left there.
 * @throws OptionError when it holds a finished run and `overwrite` is not set.
 */
export async function openRunFolder(path: string, overwrite: boolean): Promise<RunFolder> {
  if (!overwrite && (await exists(join(path, runFiles.results)))) {
    throw new OptionError(
      `the folder "${path}" holds the results of a finished run; choose another output folder, or overwrite it`,
    );
  }
  await mkdir(path, { recursive: true });
  // The results go first: whatever happens now, the folder must not look finished.
  for (const name of Object.values(runFiles).reverse()) await rm(join(path, name), { force: true });
  return {
    write: (file, content) => writeWhole(join(path, runFiles[file]), content),
    append: (file, line) => appendFile(join(path, runFiles[file]), `${line}\n`),
  };
}

/** Writes a file beside its place and moves it there. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
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
