import { dirname } from 'node:path';
import { languageModelingStudy, paperStudy, resolveStudy, type Study } from '@pushdown/studies';
import { UsageError } from '../errors.ts';
import { setField } from '../lab/set-field.ts';
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
  options: {
    readonly profile?: string | undefined;
    readonly engine?: string | undefined;
    /** Fields of all experiments, `path=value` each. */
    readonly set?: readonly string[] | undefined;
  },
): Promise<LoadedStudy> {
  const { profile, engine, set = [] } = options;
  if (name === 'language-modeling') {
    const base = set.reduce(setField, engine === undefined ? {} : { engine });
    const study = resolveStudy(languageModelingStudy({ profile: profile ?? 'smoke', base }));
    return { study, pluginNames: [], folder: process.cwd() };
  }
  if (set.length > 0)
    throw new UsageError('--set is for the study "language-modeling"; a file holds everything itself');
  if (name === 'paper')
    return { study: resolveStudy(paperStudy(profile ?? 'smoke', engine)), pluginNames: [], folder: process.cwd() };
  if (profile !== undefined)
    throw new UsageError(
      '--profile is for the studies "paper" and "language-modeling"; a file says itself how large it is',
    );
  const path = existingFile(name, process.cwd(), 'study');
  const study = resolveStudy(await loadDefault(path, name), name);
  return {
    study: engine === undefined ? study : { ...study, base: { ...study.base, engine } },
    pluginNames: study.base.plugins ?? [],
    folder: dirname(path),
  };
}
