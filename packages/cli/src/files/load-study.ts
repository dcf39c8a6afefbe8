import { paperStudy, resolveStudy, type Study } from '@pushdown/studies';
import { UsageError } from '../errors.ts';
import { existingFile, loadDefault } from './load-module.ts';

/** A study with the plugins that its experiments name. */
export interface LoadedStudy {
  readonly study: Study;
  readonly pluginNames: readonly string[];
}

/**
 * The study of a name, or of a file: `.json`, or `.ts` and `.js` that export it by default.
 * @throws UsageError or OptionError when there is none, or it cannot be used.
 */
export async function loadStudy(
  name: string,
  { profile, engine }: { readonly profile?: string | undefined; readonly engine?: string | undefined },
): Promise<LoadedStudy> {
  if (name === 'paper') return { study: resolveStudy(paperStudy(profile ?? 'smoke', engine)), pluginNames: [] };
  if (profile !== undefined)
    throw new UsageError('--profile is for the study "paper"; a file says itself how large it is');
  const value = await loadDefault(existingFile(name, process.cwd(), 'study'), name);
  const study = resolveStudy(value, name);
  const { plugins = [] } = study.base;
  return { study: engine === undefined ? study : { ...study, base: { ...study.base, engine } }, pluginNames: plugins };
}
