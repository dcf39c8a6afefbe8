import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Lab } from '@pushdown/core';
import { type Experiment, resolveExperiment } from '@pushdown/studies';
import { type ExperimentFile, loadExperiment } from '../files/load-experiment.ts';
import { resolveGrammarFile } from '../files/load-grammar.ts';
import { renamePlugin, resolvePlugin } from '../files/load-plugin.ts';
import type { Streams } from '../output/streams.ts';
import { writeWarnings } from '../output/warnings.ts';
import { createCommandLab } from './create.ts';
import { setField } from './set-field.ts';

/** An experiment with the laboratory that has all it names. */
export interface OpenedExperiment {
  readonly experiment: Experiment;
  readonly lab: Lab;
}

/** Where there is no file: everything comes from a preset and the command line. */
const noFile: ExperimentFile = { value: {}, pluginNames: [], plugins: [], folder: process.cwd(), warnings: [] };

/**
 * Reads and checks the experiment of a file, and loads the plugins it names besides those of the command line.
 * @param path of the file, if there is one. @param instead what replaces parts of it.
 * @param set further fields, `path=value` each, one after another.
 * @param alsoFrom where plugins of the file are looked for if they are not where its folder says.
 * @param recordIn the folder of a run: the experiment then names plugins, those of the command line too, as seen from there.
 * @throws UsageError, OptionError or PluginError for what cannot be used.
 */
export async function openExperiment(options: {
  readonly path: string | undefined;
  readonly plugin: readonly string[];
  readonly instead: Readonly<Record<string, unknown>>;
  readonly set?: readonly string[];
  readonly streams: Streams;
  readonly alsoFrom?: string;
  readonly recordIn?: (experiment: Experiment) => string;
}): Promise<OpenedExperiment> {
  const { path, plugin, instead, set = [], streams, alsoFrom, recordIn } = options;
  const file = path === undefined ? noFile : await loadExperiment(path);
  writeWarnings(streams, file.warnings);
  const value = set.reduce(setField, { ...file.value, ...instead });
  // What the command line names starts from the working directory, what the file names was read with it.
  const { reference, warnings } = await resolveGrammarFile(value.language, process.cwd());
  writeWarnings(streams, value.language === file.value.language ? [] : warnings);
  const experiment = resolveExperiment<unknown>(
    { ...value, ...('language' in value && { language: reference }) },
    path,
  );
  const folderOf = (name: string): string =>
    alsoFrom === undefined || existsSync(resolve(file.folder, name)) ? file.folder : alsoFrom;
  const named = [
    ...file.pluginNames.map((name) => ({ name, folder: folderOf(name) })),
    ...plugin.map((name) => ({ name, folder: process.cwd() })),
  ];
  const lab = await createCommandLab(
    named.map(({ name, folder }) => resolvePlugin(name, folder)),
    file.plugins,
  );
  if (recordIn === undefined) return { experiment, lab };
  const run = recordIn(experiment);
  const plugins = [...new Set(named.map(({ name, folder }) => renamePlugin(name, folder, run)))];
  return { experiment: { ...experiment, plugins }, lab };
}
