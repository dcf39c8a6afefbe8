import { appendFile, stat, truncate } from 'node:fs/promises';
import { storing } from './storage-error.ts';

/**
 * Appends a line to a file, which may not exist yet.
 * @throws StorageError when it cannot be written; what was written of the line is taken back.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  await storing(path, async () => {
    const before = await sizeOf(path);
    try {
      await appendFile(path, `${line}\n`);
    } catch (error) {
      if (before < (await sizeOf(path).catch(() => before))) await truncate(path, before).catch(() => {});
      throw error;
    }
  });
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
