import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storing } from './storage-error.ts';

/** How the names of files end that are not whole yet; whoever owns a folder may delete them. */
export const temporaryEnding = '.tmp';

/**
 * Writes a file beside its place, makes sure that it is on the disk, and moves it there: readers see the old content or the
 * new one, never half of it, even after a loss of power.
 * @throws StorageError when it cannot be written; the old content is still there then.
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}${temporaryEnding}`;
  await storing(path, async () => {
    try {
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } catch (error) {
      // Where nothing can be written, perhaps nothing can be removed; the first error is the one to know.
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
  });
}

/** Makes new names in a folder last. Windows opens no folders, and needs none of this. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
