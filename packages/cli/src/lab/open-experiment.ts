import type { Lab } from '@pushdown/core';
import { type Experiment, resolveExperiment } from '@pushdown/studies';
import { type ExperimentFile, loadExperiment } from '../files/load-experiment.ts';
import { resolvePlugin } from '../files/load-plugin.ts';
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
 * @param pluginFolder what relative paths of plugins in the file start from; its own folder without it.
 * @throws UsageError, OptionError or PluginError for what cannot be used.
 */
export async function openExperiment(options: {
  readonly path: string | undefined;
  readonly plugin: readonly string[];
  readonly instead: Readonly<Record<string, unknown>>;
  readonly set?: readonly string[];
  readonly streams: Streams;
  readonly pluginFolder?: string;
}): Promise<OpenedExperiment> {
  const { path, plugin, instead, set = [], streams, pluginFolder } = options;
  const file = path === undefined ? noFile : await loadExperiment(path);
  writeWarnings(streams, file.warnings);
  const experiment = resolveExperiment(set.reduce(setField, { ...file.value, ...instead }), path);
  const lab = await createCommandLab(
    [
      ...plugin.map((name) => resolvePlugin(name, process.cwd())),
      ...file.pluginNames.map((name) => resolvePlugin(name, pluginFolder ?? file.folder)),
    ],
    file.plugins,
  );
  return { experiment, lab };
}
