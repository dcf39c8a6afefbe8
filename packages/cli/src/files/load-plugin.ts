import { existsSync } from 'node:fs';
import { extname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Plugin, PluginError } from '@pushdown/core';
import { createJiti } from 'jiti';
import { UsageError } from '../errors.ts';
import { existingFile, loadDefault } from './load-module.ts';

/**
 * The absolute path of the module behind what a user wrote: a file, or the name of an installed package.
 * @param folder what relative paths start from, and where packages are looked for.
 * @throws UsageError when there is no such file or package.
 */
export function resolvePlugin(plugin: string, folder: string): string {
  if (isPath(plugin, folder)) return existingFile(plugin, folder, 'plugin file');
  const found = createJiti(pathToFileURL(resolve(folder, 'package.json')).href).esmResolve(plugin, { try: true });
  if (found === undefined) {
    throw new UsageError(
      `there is no plugin "${plugin}": neither a file nor an installed package; install it, or give a path such as ./${plugin}.ts`,
    );
  }
  return found.startsWith('file:') ? fileURLToPath(found) : found;
}

function isPath(plugin: string, folder: string): boolean {
  return plugin.startsWith('.') || isAbsolute(plugin) || extname(plugin) !== '' || existsSync(resolve(folder, plugin));
}

/**
 * What a plugin is called in a file of another folder: a module by its path from there, a package by its name.
 * @param folder what relative paths start from so far.
 */
export function renamePlugin(plugin: string, folder: string, otherFolder: string): string {
  if (isAbsolute(plugin) || !isPath(plugin, folder)) return plugin;
  const path = relative(resolve(otherFolder), resolve(folder, plugin)).replaceAll('\\', '/');
  return isAbsolute(path) || path.startsWith('.') ? path : `./${path}`;
}

/**
 * The plugin that a module exports by default.
 * @param path absolute. @throws UsageError when the module cannot be loaded, PluginError when it exports no plugin.
 */
export async function loadPlugin(path: string, shown: string = path): Promise<Plugin> {
  const plugin = await loadDefault(path, shown);
  if (typeof plugin !== 'object' || plugin === null || !('contributions' in plugin)) {
    throw new PluginError(`"${shown}" is no plugin: its default export must be made by definePlugin`);
  }
  return plugin as Plugin;
}
