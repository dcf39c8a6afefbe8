import validate from 'validate-npm-package-name';
import { ScaffoldError } from './errors.ts';
import { type Kind, lastWords } from './kinds.ts';

/** Every name that a plugin has. */
export interface Names {
  /** As npm knows it, such as `pushdown-ring-buffer` or `@me/ring-buffer`. */
  readonly packageName: string;
  /** As experiments name the contribution, such as `ring-buffer`. */
  readonly name: string;
  /** As code names it, such as `ringBufferMemory`. */
  readonly identifier: string;
}

/** @throws ScaffoldError when npm or Pushdown would not take a name. */
export function namesOf(kind: Kind, name: string, packageName: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new ScaffoldError(
      `the name "${name}" is not usable: it consists of lower-case words and numbers joined by hyphens and begins with a letter, such as "ring-buffer"`,
    );
  }
  const { validForNewPackages, errors = [], warnings = [] } = validate(packageName);
  if (!validForNewPackages)
    throw new ScaffoldError(
      `npm does not take the package name "${packageName}": ${[...errors, ...warnings].join('; ')}`,
    );
  const last = lastWords[kind];
  const words = name.endsWith(`-${last}`) ? name : `${name}-${last}`;
  return { packageName, name, identifier: words.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()) };
}
