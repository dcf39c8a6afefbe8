import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseGrammar } from '@pushdown/datasets';
import { UsageError } from '../errors.ts';
import { existingFile } from './load-module.ts';

/** A reference to a language in which no file is left to be read. */
export interface ResolvedLanguage {
  readonly reference: unknown;
  /** What is odd about its grammar, if it has one from a file. */
  readonly warnings: readonly string[];
}

/**
 * Reads the grammar that a reference to a language names: a path that ends in `.grammar`, another path with a separator to a
 * file that exists, or `{"type": "grammar", "file": …}`. Everything else stays as it is.
 *
 * @param folder what relative paths start from.
 * @throws UsageError when there is no such file or it is not text, GrammarError when it holds no usable grammar.
 */
export async function resolveGrammarFile(reference: unknown, folder: string): Promise<ResolvedLanguage> {
  const { type, file, text, ...options } = parts(reference);
  const path = type === 'grammar' ? file : isGrammarPath(type, folder) ? type : undefined;
  if (typeof path !== 'string' || text !== undefined) return { reference, warnings: [] };
  const content = await readText(existingFile(path, folder, 'grammar file'), path);
  return {
    reference: { ...options, type: 'grammar', file: path, text: content },
    warnings: parseGrammar(content, path).warnings.map((warning) => `${path}: ${warning}`),
  };
}

function parts(reference: unknown): Readonly<Record<string, unknown>> {
  if (typeof reference === 'string') return { type: reference };
  return typeof reference === 'object' && reference !== null ? { ...reference } : {};
}

function isGrammarPath(type: unknown, folder: string): boolean {
  if (typeof type !== 'string') return false;
  return type.endsWith('.grammar') || (/[\\/]/.test(type) && existsSync(resolve(folder, type)));
}

async function readText(path: string, shown: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    throw new UsageError(`could not read the grammar file "${shown}" as UTF-8 text: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
