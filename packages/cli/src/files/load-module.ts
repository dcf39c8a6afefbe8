import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createJiti } from 'jiti';
import { UsageError } from '../errors.ts';

const typeScript: ReadonlySet<string> = new Set(['.ts', '.mts', '.cts']);
const javaScript: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs']);

/**
 * The absolute path of a file that a user named.
 * @param what what the file is, for messages.
 * @throws UsageError when there is none.
 */
export function existingFile(path: string, folder: string, what: string): string {
  const absolute = resolve(folder, path);
  if (!existsSync(absolute)) throw new UsageError(`there is no ${what} "${path}"`);
  if (!statSync(absolute).isFile()) throw new UsageError(`the ${what} "${path}" is not a file`);
  return absolute;
}

/**
 * What a JSON file holds, or what a module exports by default. TypeScript needs no build step of its user.
 * @param path absolute. @param shown the path as the user wrote it.
 * @throws UsageError when the file cannot be read as what its ending says, and errors of the module's own code.
 */
export async function loadDefault(path: string, shown: string): Promise<unknown> {
  const ending = extname(path);
  if (ending === '.json') return parseJson(await readFile(path, 'utf8'), shown);
  if (!typeScript.has(ending) && !javaScript.has(ending)) {
    throw new UsageError(`"${shown}" must end in .json, .js, .mjs, .cjs, .ts, .mts or .cts`);
  }
  let loaded: Record<string, unknown>;
  try {
    loaded = typeScript.has(ending)
      ? await createJiti(import.meta.url).import<Record<string, unknown>>(path)
      : ((await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, unknown>);
  } catch (error) {
    // The module's own complaint, such as about the version of a plugin, is what its user must read.
    if (error instanceof Error && ['PluginError', 'OptionError'].includes(error.name)) throw error;
    throw new UsageError(`could not load "${shown}": ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
  if (loaded.default === undefined) throw new UsageError(`"${shown}" has no default export`);
  return loaded.default;
}

/** @throws UsageError when the text is no JSON; the message says where it breaks. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${where} is not valid JSON: ${(error as Error).message}`, { cause: error });
  }
}
