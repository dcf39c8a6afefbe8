import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runFiles } from '@pushdown/studies';
import { UsageError } from '../errors.ts';

/**
 * The path of a file of a run.
 * @throws UsageError when the folder or the file in it does not exist.
 */
export function runFile(folder: string, file: 'experiment' | 'parameters'): string {
  if (!existsSync(folder)) throw new UsageError(`there is no folder "${folder}"`);
  const path = join(folder, runFiles[file]);
  if (existsSync(path)) return path;
  throw new UsageError(
    file === 'experiment'
      ? `"${folder}" is not the folder of a run: it has no ${runFiles[file]}`
      : `the run in "${folder}" has no checkpoint: ${runFiles[file]} is missing; the run was not finished`,
  );
}
