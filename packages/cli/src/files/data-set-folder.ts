import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../errors.ts';
import { lineChunks } from './line-chunks.ts';
import { parseJson } from './load-module.ts';

/** Written last: a folder that has it holds a whole data set. */
export const descriptionFile = 'dataset.json';

/** A folder that a data set is written to. */
export interface DataSetFolder {
  /** Writes a file of lines, which appears under its name only when it is whole. */
  writeLines(file: string, lines: Iterable<string>): Promise<void>;
  /** Writes the description of the data set and so finishes it. */
  finish(description: string): Promise<void>;
}

/**
 * Opens a folder for a data set.
 * @throws UsageError when it holds one already and `overwrite` is not set, or it is no folder.
 */
export async function openDataSetFolder(
  folder: string,
  options: { readonly overwrite: boolean; readonly signal: AbortSignal },
): Promise<DataSetFolder> {
  const description = join(folder, descriptionFile);
  if (existsSync(description) && !options.overwrite) {
    throw new UsageError(`the folder "${folder}" holds a data set; choose another one, or --overwrite it`);
  }
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new UsageError(`cannot make the folder "${folder}": ${(cause as Error).message}`, { cause });
  }
  if (existsSync(description)) await removeDataSet(folder);

  async function writeWhole(file: string, write: (path: string) => Promise<void>): Promise<void> {
    const path = join(folder, file);
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await write(temporary);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  return {
    writeLines: (file, lines) =>
      writeWhole(file, (path) =>
        pipeline(Readable.from(lineChunks(lines)), createWriteStream(path), { signal: options.signal }),
      ),
    finish: (text) => writeWhole(descriptionFile, (path) => writeFile(path, text)),
  };
}

/** Takes away a data set, and nothing else that may be in its folder. */
async function removeDataSet(folder: string): Promise<void> {
  const description = join(folder, descriptionFile);
  const { files } = parseJson(await readFile(description, 'utf8'), description) as { files: { file: string }[] };
  // The description goes first: whatever happens now, the folder must not look finished.
  await rm(description);
  for (const { file } of files) await rm(join(folder, basename(file)), { force: true });
}
