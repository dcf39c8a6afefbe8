import { closest, distance } from 'fastest-levenshtein';
import type { SlotName, Slots } from './contribution.ts';
import { OptionError, PluginError } from './errors.ts';
import { type AnyContribution, checkPlugin, type Plugin } from './plugin.ts';

/** A contribution named by a configuration: `{"type": "superposition-stack", "size": 10}`, or `"lstm"` without options. */
export type Reference = string | { readonly type: string; readonly [option: string]: unknown };

/**
 * The plugins an experiment is put together from. Plugins may be added until the laboratory is first used; then it is
 * frozen, so that a name means the same thing during the whole experiment.
 */
export interface Lab {
  /**
   * Adds all contributions of a plugin.
   * @throws PluginError when the laboratory is in use already, the plugin is unusable, or a name is taken.
   */
  use(plugin: Plugin): Lab;
  /** All contributions, or those of one kind, sorted by name. */
  list(kind?: SlotName): readonly AnyContribution[];
  /**
   * The contribution of this kind and name.
   * @throws OptionError when there is no such contribution; the message lists those there are.
   */
  find(kind: SlotName, name: string): AnyContribution;
  /**
   * Makes what a configuration names. @param path where in the configuration it stands, for messages.
   * @throws OptionError when the contribution or one of its options does not exist or has the wrong type.
   */
  create<K extends SlotName>(kind: K, reference: Reference, path?: string): Slots[K];
}

/**
 * Makes a laboratory.
 * @throws PluginError when plugins do not fit this version or two contributions share a name.
 */
export function createLab(options: { readonly plugins?: readonly Plugin[] } = {}): Lab {
  const contributions = new Map<string, { readonly contribution: AnyContribution; readonly plugin: string }>();
  let inUse = false;

  const lab: Lab = {
    use(plugin) {
      checkPlugin(plugin);
      if (inUse)
        throw new PluginError(
          `plugin "${plugin.name}" comes too late: the laboratory is in use; add all plugins before`,
        );
      // All of a plugin or nothing: a refused plugin leaves no contribution behind.
      const added: typeof contributions = new Map();
      for (const contribution of plugin.contributions) {
        const key = `${contribution.kind} ${contribution.contributionName}`;
        const taken = contributions.get(key) ?? added.get(key);
        if (taken !== undefined) {
          throw new PluginError(
            `plugin "${plugin.name}": the ${contribution.kind} "${contribution.contributionName}" exists already, from plugin "${taken.plugin}"; one of them needs another name`,
          );
        }
        added.set(key, { contribution, plugin: plugin.name });
      }
      for (const [key, value] of added) contributions.set(key, value);
      return lab;
    },
    list(kind) {
      inUse = true;
      return [...contributions.values()]
        .map(({ contribution }) => contribution)
        .filter((contribution) => kind === undefined || contribution.kind === kind)
        .sort((a, b) => (a.contributionName < b.contributionName ? -1 : 1));
    },
    find(kind, name) {
      inUse = true;
      const found = contributions.get(`${kind} ${name}`);
      if (found === undefined) throw new OptionError(unknownName(kind, name, lab.list(kind)));
      return found.contribution;
    },
    create(kind, reference, path = kind) {
      // Configurations are JSON, where a reference may be anything.
      const { type, ...given } = typeof reference === 'string' ? { type: reference } : (reference ?? {});
      if (typeof type !== 'string') throw new OptionError(`${path}: needs a "type", the name of a ${kind}`);
      try {
        return lab.find(kind, type)(given);
      } catch (error) {
        if (!(error instanceof OptionError)) throw error;
        throw new OptionError(`${path}: ${error.message}`, { cause: error });
      }
    },
  };
  for (const plugin of options.plugins ?? []) lab.use(plugin);
  return lab;
}

function unknownName(kind: SlotName, name: string, known: readonly AnyContribution[]): string {
  const names = known.map(({ contributionName }) => contributionName);
  if (names.length === 0) return `there is no ${kind} "${name}": no plugin contributes any`;
  const nearest = closest(name, names);
  const hint = distance(name, nearest) <= Math.max(2, name.length / 3) ? `; did you mean "${nearest}"?` : '';
  return `there is no ${kind} "${name}"${hint} (known: ${names.join(', ')})`;
}
