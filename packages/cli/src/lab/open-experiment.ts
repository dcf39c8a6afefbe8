import type { Lab } from '@pushdown/core';
import { type Experiment, resolveExperiment } from '@pushdown/studies';
import { loadExperiment } from '../files/load-experiment.ts';
import { resolvePlugin } from '../files/load-plugin.ts';
import type { Streams } from '../output/streams.ts';
import { writeWarnings } from '../output/warnings.ts';
import { createCommandLab } from './create.ts';

/** An experiment with the laboratory that has all it names. */
export interface OpenedExperiment {
  readonly experiment: Experiment;
  readonly lab: Lab;
}

/**
 * Reads and checks the experiment of a file, and loads the plugins it names besides those of the command line.
 * @param instead what replaces parts of the file.
 * @param pluginFolder what relative paths of plugins in the file start from; its own folder without it.
 * @throws UsageError, OptionError or PluginError for what cannot be used.
 */
export async function openExperiment(options: {
  readonly path: string;
  readonly plugin: readonly string[];
  readonly instead: Readonly<Record<string, unknown>>;
  readonly streams: Streams;
  readonly pluginFolder?: string;
}): Promise<OpenedExperiment> {
  const { path, plugin, instead, streams, pluginFolder } = options;
  const file = await loadExperiment(path);
  writeWarnings(streams, file.warnings);
  const experiment = resolveExperiment({ ...file.value, ...instead }, path);
  const lab = await createCommandLab(
    [
      ...plugin.map((name) => resolvePlugin(name, process.cwd())),
      ...file.pluginNames.map((name) => resolvePlugin(name, pluginFolder ?? file.folder)),
    ],
    file.plugins,
  );
  return { experiment, lab };
}
