import { OptionError, randomStream } from '@pushdown/core';
import type { Drawn } from '../experiment/common-schema.ts';
import { draw } from '../experiment/drawn-settings.ts';
import { type Experiment, resolveExperiment } from '../experiment/schema.ts';
import type { Study } from './study.ts';

/** One run of a study. */
export interface StudyRun {
  /** Names its folder: the names of its values on all axes, and its restart. */
  readonly name: string;
  /** The same without the restart: what runs have in common that differ by chance only. */
  readonly cell: string;
  /** The name of its value on each axis. */
  readonly coordinates: Readonly<Record<string, string>>;
  /** From 1. */
  readonly restart: number;
  readonly experiment: Experiment;
}

const seeds = 2 ** 31;

/**
 * All runs of a study: the first restart of every cell, then the second, …
 *
 * The seed of a run follows from the seed of the study and the name of the run. Other values on an axis, other restarts or
 * another order therefore change no run.
 * @throws OptionError when an experiment is wrong; it names the cell.
 */
export function expandStudy(study: Study): readonly StudyRun[] {
  const cells = coordinatesOf(study);
  if (cells.length === 0) throw new OptionError(`study "${study.name}": nothing is left of the grid, all is excluded`);
  return Array.from({ length: study.restarts }, (_, index) =>
    cells.map((coordinates) => createRun(study, coordinates, index + 1)),
  ).flat();
}

function coordinatesOf({ axes, exclude }: Study): Record<string, string>[] {
  const all = Object.entries(axes).reduce<Record<string, string>[]>(
    (cells, [path, values]) => cells.flatMap((cell) => Object.keys(values).map((name) => ({ ...cell, [path]: name }))),
    [{}],
  );
  return all.filter(
    (cell) =>
      !exclude.some((entry) => Object.entries(entry).every(([path, names]) => names.includes(cell[path] ?? ''))),
  );
}

function createRun(study: Study, coordinates: Record<string, string>, restart: number): StudyRun {
  const cell = Object.values(coordinates).join('_');
  const name = `${cell}_restart-${restart}`;
  const value: Record<string, unknown> = structuredClone(study.base) as Record<string, unknown>;
  for (const [path, valueName] of Object.entries(coordinates))
    setAt(value, path.split('.'), study.axes[path]?.[valueName]);
  const seed = randomStream(study.seed, `study/${name}`).integer(seeds);
  const experiment: Experiment = resolveExperiment<unknown>({ ...value, name, seed }, `study "${study.name}", ${cell}`);
  const { training } = experiment;
  const drawn = {
    learningRate: shared(study, training.learningRate, coordinates, restart, 'learning-rate'),
    clipNorm: training.clipNorm && shared(study, training.clipNorm, coordinates, restart, 'clip-norm'),
  };
  return {
    name,
    cell,
    coordinates,
    restart,
    experiment: { ...experiment, training: { ...training, ...drawn } } as Experiment,
  };
}

/** What a restart draws, the same for all values of the paired axes; what is not a range stays as it is. */
function shared(
  study: Study,
  value: Drawn,
  coordinates: Readonly<Record<string, string>>,
  restart: number,
  purpose: string,
): Drawn {
  if (study.paired.length === 0) return value;
  const others = Object.entries(coordinates).filter(([path]) => !study.paired.includes(path));
  const name = [...others.map(([, valueName]) => valueName), `restart-${restart}`].join('_');
  return draw(value, study.seed, `study/${name}/${purpose}`);
}

function setAt(target: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key];
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  target[key] = next;
  setAt(next, rest, value);
}
