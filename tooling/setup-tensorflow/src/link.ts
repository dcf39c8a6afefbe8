import { lstatSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Lets tfjs-node find the native parts of a folder in the cache. Its own files, which pnpm shares, stay as they are. */
export function link(folder: string, built: string): void {
  for (const part of ['deps', 'lib']) {
    const path = join(folder, part);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) rmSync(path, { recursive: true });
    symlinkSync(join(built, part), path, process.platform === 'win32' ? 'junction' : 'dir');
  }
}
