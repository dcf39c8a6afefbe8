import { dirname } from 'node:path';
import type { Plugin } from '@pushdown/core';
import { UsageError } from '../errors.ts';
import { resolveGrammarFile } from './load-grammar.ts';
import { existingFile, loadDefault } from './load-module.ts';

/** An experiment as its file holds it, not yet checked. */
export interface ExperimentFile {
  readonly value: Readonly<Record<string, unknown>>;
  /** Plugins that it names. */
  readonly pluginNames: readonly string[];
  /** Plugins that a program puts in by value. */
  readonly plugins: readonly Plugin[];
  /** What relative paths in it start from. */
  readonly folder: string;
  /** What is odd about it, but no mistake. */
  readonly warnings: readonly string[];
}

/**
 * Reads an experiment. A `.ts` or `.js` file exports it by default, and may list plugins by value. A grammar file that its
 * language names is read into it, so that the experiment is complete without that file.
 * @throws UsageError when the file or its grammar is missing or holds no experiment, GrammarError when the grammar is wrong.
 */
export async function loadExperiment(path: string): Promise<ExperimentFile> {
  const absolute = existingFile(path, process.cwd(), 'experiment file');
  const value = await loadDefault(absolute, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`"${path}" does not hold an experiment: expected an object with "language" and "model"`);
  }
  const folder = dirname(absolute);
  const { plugins = [], ...given } = value as Record<string, unknown>;
  const { reference, warnings } = await resolveGrammarFile(given.language, folder);
  const rest = { ...given, ...('language' in given && { language: reference }) };
  // Anything but an array is for the experiment's schema to reject.
  if (!Array.isArray(plugins)) return { value: { ...rest, plugins }, pluginNames: [], plugins: [], folder, warnings };
  const byValue = plugins.filter((plugin): plugin is Plugin => typeof plugin === 'object' && plugin !== null);
  const others = plugins.filter((plugin) => !byValue.includes(plugin));
  return {
    value: { ...rest, plugins: others },
    pluginNames: others.filter((plugin) => typeof plugin === 'string'),
    plugins: byValue,
    folder,
    warnings,
  };
}
