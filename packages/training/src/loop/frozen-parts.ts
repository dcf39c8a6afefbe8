import type { FreezeStrategy, ParameterDescription, TrainingProgress } from '@pushdown/core';
import type { FrozenEntries } from '../optimizers/frozen-entries.ts';
import { TrainingError } from './errors.ts';

/** What a strategy freezes at one time. */
export interface FrozenParts {
  /** Parameters that are frozen as a whole. */
  readonly paths: readonly string[];
  /** Of others those with frozen numbers. */
  readonly entries: FrozenEntries;
}

/**
 * Asks a strategy.
 * @throws TrainingError when it does not tell of every number of a parameter whether it is frozen.
 */
export function frozenParts(
  freeze: FreezeStrategy,
  parameters: readonly ParameterDescription[],
  progress: TrainingProgress,
): FrozenParts {
  const paths = parameters.filter((parameter) => freeze.isFrozen(parameter, progress)).map(({ path }) => path);
  const entries = parameters.flatMap((parameter): [string, Uint8Array][] => {
    const { path, shape } = parameter;
    const mask = paths.includes(path) ? undefined : freeze.frozenEntries?.(parameter, progress);
    if (mask === undefined) return [];
    const size = shape.reduce((product, next) => product * next, 1);
    if (mask.length !== size) {
      throw new TrainingError(
        `the freezing strategy ${freeze.name} tells of ${mask.length} numbers of "${path}" whether they are frozen, but it has ${size}`,
      );
    }
    return mask.includes(1) ? [[path, mask]] : [];
  });
  return { paths, entries: Object.fromEntries(entries) };
}

export function sameFrozenParts(a: FrozenParts, b: FrozenParts): boolean {
  const [paths, others] = [Object.keys(a.entries), Object.keys(b.entries)];
  return (
    a.paths.join() === b.paths.join() &&
    paths.join() === others.join() &&
    paths.every((path) => equalMasks(a.entries[path] as Uint8Array, b.entries[path] as Uint8Array))
  );
}

function equalMasks(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || a.every((value, index) => value === b[index]);
}

/** What reports of an epoch say of it. */
export function describeFrozen({ paths, entries }: FrozenParts): {
  readonly frozen: readonly string[];
  readonly frozenEntries?: Readonly<Record<string, number>>;
} {
  const counts = Object.entries(entries).map(([path, mask]) => [path, mask.filter((value) => value === 1).length]);
  return { frozen: paths, ...(counts.length === 0 ? {} : { frozenEntries: Object.fromEntries(counts) }) };
}
