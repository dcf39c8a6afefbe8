import { dirname } from 'node:path';
import type { Plugin } from '@pushdown/core';
import { UsageError } from '../errors.ts';
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
}

/**
 * Reads an experiment. A `.ts` or `.js` file exports it by default, and may list plugins by value.
 * @throws UsageError when the file is missing or holds no experiment.
 */
export async function loadExperiment(path: string): Promise<ExperimentFile> {
  const absolute = existingFile(path, process.cwd(), 'experiment file');
  const value = await loadDefault(absolute, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`"${path}" does not hold an experiment: expected an object with "language" and "model"`);
  }
  const { plugins = [], ...rest } = value as Record<string, unknown>;
  // Anything but an array is for the experiment's schema to reject.
  if (!Array.isArray(plugins))
    return { value: { ...rest, plugins }, pluginNames: [], plugins: [], folder: dirname(absolute) };
  const byValue = plugins.filter((plugin): plugin is Plugin => typeof plugin === 'object' && plugin !== null);
  const others = plugins.filter((plugin) => !byValue.includes(plugin));
  return {
    value: { ...rest, plugins: others },
    pluginNames: others.filter((plugin) => typeof plugin === 'string'),
    plugins: byValue,
    folder: dirname(absolute),
  };
}
