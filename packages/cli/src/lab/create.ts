import { createLab, type Lab, type Plugin } from '@pushdown/core';
import { loadPlugin } from '../files/load-plugin.ts';
import { builtInPlugins } from './built-in.ts';

/**
 * The laboratory with all built-in plugins and those given.
 * @param paths absolute paths of plugin modules. A module named twice is loaded once.
 * @throws UsageError or PluginError when one of them cannot be used.
 */
export async function createCommandLab(paths: readonly string[], plugins: readonly Plugin[] = []): Promise<Lab> {
  const loaded = await Promise.all([...new Set(paths)].map((path) => loadPlugin(path)));
  return createLab({ plugins: [...builtInPlugins, ...loaded, ...plugins] });
}
