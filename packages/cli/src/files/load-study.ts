import { dirname } from 'node:path';
import { paperStudy, resolveStudy, type Study } from '@pushdown/studies';
import { UsageError } from '../errors.ts';
import { existingFile, loadDefault } from './load-module.ts';

/** A study with the plugins that its experiments name. */
export interface LoadedStudy {
  readonly study: Study;
  readonly pluginNames: readonly string[];
  /** What relative paths of plugins start from. */
  readonly folder: string;
}

/**
 * The study of a name, or of a file: `.json`, or `.ts` and `.js` that export it by default.
 * @throws UsageError or OptionError when there is none, or it cannot be used.
 */
export async function loadStudy(
  name: string,
  { profile, engine }: { readonly profile?: string | undefined; readonly engine?: string | undefined },
): Promise<LoadedStudy> {
  if (name === 'paper')
    return { study: resolveStudy(paperStudy(profile ?? 'smoke', engine)), pluginNames: [], folder: process.cwd() };
  if (profile !== undefined)
    throw new UsageError('--profile is for the study "paper"; a file says itself how large it is');
  const path = existingFile(name, process.cwd(), 'study');
  const study = resolveStudy(await loadDefault(path, name), name);
  return {
    study: engine === undefined ? study : { ...study, base: { ...study.base, engine } },
    pluginNames: study.base.plugins ?? [],
    folder: dirname(path),
  };
}
