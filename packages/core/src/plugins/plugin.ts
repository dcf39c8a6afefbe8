import type { Contribution } from './contribution.ts';
import { PluginError } from './errors.ts';

/** The version of the plugin interface that this package speaks. It changes only when plugins must change. */
export const apiVersion = 1;

/** A named set of contributions. A plain value: no registration happens by importing it. */
export interface Plugin {
  readonly name: string;
  readonly apiVersion: number;
  readonly contributions: readonly AnyContribution[];
}

/** A contribution of whichever kind and options. */
// biome-ignore lint/suspicious/noExplicitAny: options of a contribution are checked by its schema, at run time
export type AnyContribution = Contribution<any, any, any>;

/**
 * Declares a plugin.
 * @throws PluginError when a part is missing, or the plugin was written for another version of the interface.
 */
export function definePlugin(plugin: Plugin): Plugin {
  checkPlugin(plugin);
  return Object.freeze({ ...plugin, contributions: Object.freeze([...plugin.contributions]) });
}

/** Plugins may come from other copies of this package or from hand-written objects, so laboratories check them again. */
export function checkPlugin(plugin: Plugin): void {
  const name =
    typeof plugin?.name === 'string' && plugin.name !== '' ? `plugin "${plugin.name}"` : 'a plugin without a name';
  if (typeof plugin !== 'object' || plugin === null || name === 'a plugin without a name') {
    throw new PluginError(
      'a plugin is an object { name, apiVersion, contributions } made by definePlugin; this one has no name',
    );
  }
  if (plugin.apiVersion !== apiVersion) {
    throw new PluginError(
      `${name} was built for version ${plugin.apiVersion} of the plugin interface, but this is version ${apiVersion}; install a release of it made for version ${apiVersion}`,
    );
  }
  if (!Array.isArray(plugin.contributions)) throw new PluginError(`${name}: contributions must be an array`);
  for (const contribution of plugin.contributions) {
    if (typeof contribution !== 'function' || contribution.kind === undefined) {
      throw new PluginError(
        `${name}: every contribution must be made by defineContribution (or defineMemory, defineLanguage, …)`,
      );
    }
  }
}
