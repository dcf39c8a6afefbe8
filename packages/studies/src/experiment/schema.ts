import { OptionError, type Reference } from '@pushdown/core';
import { z } from 'zod';
import type { ModelFields } from './common-schema.ts';
import { applyPreset } from './presets/apply.ts';
import { isTextPreset } from './presets/index.ts';
import { type StringExperiment, type StringExperimentInput, stringExperiment, stringFields } from './string-schema.ts';
import { type TextExperiment, type TextExperimentInput, textFields } from './text-schema.ts';

/** One training run and its evaluation, with every choice made: what `experiment.json` in the folder of a run holds. */
export type Experiment = StringExperiment | TextExperiment;

/** An experiment as people write it, on the strings of a language or on a text. */
export type ExperimentInput = StringExperimentInput | TextExperimentInput;

/** What becomes of an experiment: which kind it is shows by whether it names a corpus or a language; a preset may, too. */
export type Resolved<Input> = Input extends { readonly corpus: NonNullable<unknown> }
  ? TextExperiment
  : Input extends { readonly language: Reference }
    ? StringExperiment
    : Experiment;

/** Whether an experiment is on a text. */
export function isOnText(experiment: Experiment): experiment is TextExperiment {
  return experiment.corpus !== undefined;
}

/** The Standard Schema of an experiment, for editors and other programs; `resolveExperiment` gives better messages. */
export const experimentSchema: z.ZodType<Omit<Experiment, 'name'> & { name?: string | undefined }, ExperimentInput> =
  z.preprocess(applyPreset, z.union([stringExperiment, textFields])) as never;

/**
 * Checks an experiment and fills in what it leaves open.
 * @param where what is being checked; begins the message.
 * @throws OptionError that names everything wrong with it, each with its path and what was expected.
 */
export function resolveExperiment<Input>(value: Input, where = 'experiment'): Resolved<Input> {
  const given = applyPreset(value);
  const onText = namesCorpus(given);
  if (onText && isRecord(given) && given.language !== undefined)
    throw new OptionError(`${where}: it names a language and a corpus; leave one of them out`);
  const result = (onText ? textFields : stringExperiment).safeParse(given);
  if (!result.success) {
    const fields = onText ? textFields : stringFields;
    throw new OptionError(`${where}: ${result.error.issues.map((issue) => describeIssue(issue, fields)).join('; ')}`);
  }
  const { name, ...rest } = result.data as unknown as Experiment;
  return { name: name ?? defaultName(rest as Experiment), ...rest } as Resolved<Input>;
}

/** A preset for texts leaves the corpus to be named. */
function namesCorpus(value: unknown): boolean {
  return isRecord(value) && ('corpus' in value || isTextPreset(value.preset));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function describeIssue(issue: z.core.$ZodIssue, fields: z.ZodObject): string {
  if (issue.code === 'unrecognized_keys') {
    const known = optionsAt(issue.path, fields);
    return issue.keys.map((key) => `${[...issue.path, key].join('.')}: there is no such option${known}`).join('; ');
  }
  const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `${place}${issue.message.replace(/^Invalid input: /, '')}`;
}

/** The names of the options at a path, for messages. */
function optionsAt(path: readonly PropertyKey[], fields: z.ZodObject): string {
  let node: z.core.JSONSchema.BaseSchema | undefined = z.toJSONSchema(fields, { io: 'input' });
  for (const key of path) node = node?.properties?.[String(key)] as z.core.JSONSchema.BaseSchema | undefined;
  const names = Object.keys(node?.properties ?? {});
  return names.length === 0 ? '' : ` (known: ${names.join(', ')})`;
}

/** The name of a contribution without its options. */
export function referenceName(reference: Reference): string {
  return typeof reference === 'string' ? reference : reference.type;
}

/** How tables and folders call a model: `lstm`, `lstm + superposition-stack`. */
export function modelName(model: Pick<ModelFields, 'controller'> & Partial<Pick<ModelFields, 'memory'>>): string {
  const parts = [model.controller].flat() as Reference[];
  if (model.memory) parts.push(model.memory);
  return parts.map(referenceName).join(' + ');
}

/** The language or corpus that an experiment is about, by its name. */
export function subjectName({ language, corpus }: Pick<Experiment, 'language' | 'corpus'>): string {
  return referenceName((language ?? corpus) as Reference);
}

function defaultName(value: Experiment): string {
  const { model, freeze, seed } = value;
  const name = [subjectName(value), modelName(model).replaceAll(' ', ''), referenceName(freeze), `seed-${seed}`].join(
    '_',
  );
  // Contribution names are file-safe, but an unknown one, about which the laboratory complains later, may be anything.
  return name.replace(/[^\w.+-]/g, '-');
}
