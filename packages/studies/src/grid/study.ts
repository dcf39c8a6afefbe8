import { OptionError, type Reference } from '@pushdown/core';
import { z } from 'zod';
import { type ExperimentInput, referenceName } from '../experiment/schema.ts';
import { type Lengths, lengthsSchema } from '../experiment/string-schema.ts';

/** The values of an axis by their names. */
export type AxisValues = Readonly<Record<string, unknown>>;

/** A grid of experiments with restarts, as data: what `study.json` in the folder of a study holds. */
export interface Study {
  readonly name: string;
  readonly description: string;
  /** What all experiments have in common. */
  readonly base: Partial<ExperimentInput>;
  /** By the path of the option in an experiment that they set, such as `language`, `freeze` or `training.batches`. */
  readonly axes: Readonly<Record<string, AxisValues>>;
  /** Combinations to leave out: an experiment is left out when all axes of an entry have one of the values it names. */
  readonly exclude: readonly Readonly<Record<string, readonly string[]>>[];
  /** Runs of each combination, which differ in their random numbers only. */
  readonly restarts: number;
  /**
   * Axes whose values are to be compared: restart n has the same learning rate, and limit of the gradient, in all of them, if they are drawn at random.
   * Everything else that is random differs between any two runs.
   */
  readonly paired: readonly string[];
  /** Which runs are examined when all are done, and how; none without it. */
  readonly examine?: Examination | undefined;
  /** All random numbers of the study follow from it and the names of the runs. */
  readonly seed: number;
}

/** What is measured of a few chosen runs, because it takes long. */
export interface Examination {
  /** The best restart by validation of every combination that has one of these values on each axis. */
  readonly where: Readonly<Record<string, readonly string[]>>;
  readonly lengths: Lengths;
  /** Of the range so many lengths at most, evenly spread. */
  readonly mostLengths: number;
  readonly stringsPerLength: number;
  readonly stability: boolean;
  readonly precision: boolean;
}

/** An examination as people write it. */
export interface ExaminationInput {
  readonly where?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly lengths: Lengths;
  readonly mostLengths?: number | undefined;
  readonly stringsPerLength?: number | undefined;
  readonly stability?: boolean | undefined;
  readonly precision?: boolean | undefined;
}

/** A study as people write it. */
export interface StudyInput {
  readonly name: string;
  readonly description?: string | undefined;
  readonly base?: Partial<ExperimentInput> | undefined;
  /** An array where names follow from the values: contributions, texts, numbers. */
  readonly axes: Readonly<Record<string, AxisValues | readonly unknown[]>>;
  readonly exclude?: readonly Readonly<Record<string, string | readonly string[]>>[] | undefined;
  readonly restarts?: number | undefined;
  readonly paired?: readonly string[] | undefined;
  readonly examine?: ExaminationInput | undefined;
  readonly seed?: number | undefined;
}

const fileSafe = /^[\w+-][\w.+-]*$/;

const name = z.string().regex(fileSafe, { error: 'expected letters, digits, "-", "_", "+" and "."' });
const axis = z.union([z.array(z.unknown()).min(1), z.record(name, z.unknown())], {
  error:
    'expected an array of values, or an object with a value for each name of letters, digits, "-", "_", "+" and "."',
});
const conditions = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const count = z.int().positive();
const examination = z.strictObject({
  where: conditions.default({}),
  lengths: lengthsSchema,
  mostLengths: count.default(12),
  stringsPerLength: count.default(10),
  stability: z.boolean().default(true),
  precision: z.boolean().default(true),
});
const schema = z.strictObject({
  name,
  description: z.string().default(''),
  base: z.record(z.string(), z.unknown()).default({}),
  axes: z
    .record(z.string(), axis)
    .refine((axes) => Object.keys(axes).length > 0, { error: 'expected at least one axis' }),
  exclude: z.array(conditions).default([]),
  restarts: count.default(1),
  paired: z.array(z.string()).default([]),
  examine: examination.optional(),
  seed: z.int().default(1),
});

/**
 * Checks a study and names the values of its axes. The experiments themselves are checked when it is expanded.
 * @param where what is being checked; begins the message.
 * @throws OptionError that names everything wrong with it.
 */
export function resolveStudy(value: unknown, where = 'study'): Study {
  const result = schema.safeParse(value);
  if (!result.success) {
    const issues = result.error.issues.map(
      ({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`,
    );
    throw new OptionError(`${where}: ${issues.join('; ')}`);
  }
  const { axes, exclude, paired, examine, ...rest } = result.data;
  const named = Object.fromEntries(
    Object.entries(axes).map(([path, values]) => [
      path,
      Array.isArray(values) ? nameValues(values, path, where) : values,
    ]),
  );
  for (const path of paired) requireAxis(path, named, `${where}: paired`);
  const excluded = exclude.map((entry, index) => requireNames(entry, named, `${where}: exclude.${index}`));
  const examined =
    examine === undefined
      ? {}
      : { examine: { ...examine, where: requireNames(examine.where, named, `${where}: examine.where`) } };
  return { ...rest, axes: named, exclude: excluded, paired, ...examined } as Study;
}

/** Values of axes by their names, as arrays. @throws OptionError when there is no such axis or value. */
function requireNames(
  entry: Readonly<Record<string, string | readonly string[]>>,
  axes: Readonly<Record<string, AxisValues>>,
  place: string,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(entry).map(([path, names]) => {
      const values = requireAxis(path, axes, place);
      const list = [names].flat();
      const unknown = list.find((wanted) => !Object.hasOwn(values, wanted));
      if (unknown !== undefined)
        throw new OptionError(`${place}.${path}: there is no "${unknown}" (known: ${Object.keys(values).join(', ')})`);
      return [path, list];
    }),
  );
}

function requireAxis(path: string, axes: Readonly<Record<string, AxisValues>>, where: string): AxisValues {
  const values = Object.hasOwn(axes, path) ? axes[path] : undefined;
  if (values === undefined)
    throw new OptionError(`${where}: there is no axis "${path}" (known: ${Object.keys(axes).join(', ')})`);
  return values;
}

function nameValues(values: readonly unknown[], path: string, where: string): AxisValues {
  const entries = values.map((value, index): [string, unknown] => {
    const found = nameOf(value);
    if (found === undefined || !fileSafe.test(found))
      throw new OptionError(
        `${where}: axes.${path}.${index}: this value has no short name; write the axis as an object with a name for each value`,
      );
    return [found, value];
  });
  const twice = entries.find(([found], index) => entries.findIndex(([other]) => other === found) !== index);
  if (twice !== undefined)
    throw new OptionError(
      `${where}: axes.${path}: two values are called "${twice[0]}"; write the axis as an object with a name for each value`,
    );
  return Object.fromEntries(entries);
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  const typed = value as { type?: unknown } | null;
  return typeof typed?.type === 'string' ? referenceName(typed as Reference) : undefined;
}
