import { type Dropout, type LossName, OptionError, type Reference } from '@pushdown/core';
import type { Curriculum, DecaySchedule, OnNonFinite, RateFactor } from '@pushdown/training';
import { z } from 'zod';
import {
  type InitializationRule,
  initializationSchema,
  type ParameterFile,
  parameterFileSchema,
} from './initialization-schema.ts';
import type { Partly } from './partly.ts';
import { applyPreset } from './presets/apply.ts';
import { presets } from './presets/index.ts';
import { rateFactorSchema } from './rate-factor-schema.ts';

/** Lengths of strings, both ends included. */
export type Lengths = readonly [minimum: number, maximum: number];

/** One training run and its evaluation, with every choice made: what `experiment.json` in the folder of a run holds. */
export interface Experiment {
  /** Names the run and its folder. */
  readonly name: string;
  /** The published protocol that filled in what was left out, if one was named. */
  readonly preset?: string | undefined;
  readonly language: Reference;
  readonly model: {
    /** One cell, or several stacked ones. */
    readonly controller: Reference | readonly Reference[];
    readonly memory: Reference | null;
    readonly embedding: 'one-hot' | { readonly size: number };
    /** What is learned: the next symbol, or, with the other two, the set of symbols that may come next. */
    readonly loss: LossName;
    /** Whether the first symbol and the end are predicted too, or only what comes after each symbol. */
    readonly predict: 'string' | 'stream';
    /** Distributions of initial values in place of those of the parts; of several for a parameter the last one counts. */
    readonly initialization: readonly InitializationRule[];
  };
  readonly freeze: Reference;
  readonly training: {
    readonly lengths: Lengths;
    readonly batches: number;
    readonly batchSize: number;
    /** Training batches consist of strings of different lengths. */
    readonly mixedLengths: boolean;
    readonly validationBatches: number;
    readonly maximumEpochs: number;
    /** A number, or a range it is drawn from, uniform in its logarithm, by the experiment's seed. */
    readonly learningRate: number | { readonly logUniform: readonly [low: number, high: number] };
    /** Largest norm of the gradient; `null`: unlimited. */
    readonly clipNorm: number | null;
    /** Largest size of every number of the gradient, before its norm is limited; `null`: unlimited. */
    readonly clipValue: number | null;
    readonly optimizer: Reference;
    /** Shares of numbers that training sets to 0. */
    readonly dropout: Required<Dropout>;
    /** Epochs without improvement after which training stops. */
    readonly patience: number;
    /** Short strings first; `null`: all of them in every epoch. */
    readonly curriculum: Curriculum | null;
    /** What happens when a loss becomes NaN or infinite. */
    readonly onNonFinite: OnNonFinite;
    /** A checkpoint after every so many steps and after every epoch. */
    readonly checkpointSteps?: number | undefined;
    /**
     * A checkpoint at the first step that comes so many seconds after the last one, and at the end; with `checkpointSteps` at
     * the first of those. 5 if neither is given.
     */
    readonly checkpointSeconds?: number | undefined;
    readonly decay: Required<DecaySchedule>;
    /** Further factors of the learning rate. */
    readonly schedule: readonly RateFactor[];
    /** Training stops when the decay lowers the learning rate below this. */
    readonly minimumLearningRate: number;
  };
  readonly evaluation: {
    /** Ranges of test lengths. They may share end points, as those of Das & Mali (2024) do. */
    readonly bins: readonly Lengths[];
    readonly stringsPerLength: number;
    /** Test so many lengths of each bin, evenly spread, instead of every one. */
    readonly lengthsPerBin?: number | undefined;
    readonly batchSize: number;
    readonly measures: readonly Reference[];
  };
  readonly seed: number;
  /** Parameters that begin with values of a file instead of random ones. */
  readonly initialParameters?: ParameterFile | undefined;
  readonly engine: Reference;
  /** Files and packages with further contributions; whoever makes the laboratory loads them. */
  readonly plugins: readonly string[];
}

/** An experiment as people write it. Whatever is left out follows its preset, or else the protocol of DuSell & Chiang (2023). */
export interface ExperimentInput {
  readonly name?: string | undefined;
  readonly preset?: string | undefined;
  readonly language: Reference;
  readonly model: {
    readonly controller: Reference | readonly Reference[];
    readonly memory?: Reference | null | undefined;
    readonly embedding?: 'one-hot' | { readonly size: number } | undefined;
    readonly loss?: LossName | undefined;
    readonly predict?: 'string' | 'stream' | undefined;
    readonly initialization?: readonly InitializationRule[] | undefined;
  };
  readonly freeze?: Reference | undefined;
  readonly training?:
    | (Partly<Omit<Experiment['training'], 'learningRate' | 'optimizer'>> & {
        readonly learningRate?: Experiment['training']['learningRate'] | undefined;
        readonly optimizer?: Reference | undefined;
      })
    | undefined;
  readonly evaluation?: Partly<Experiment['evaluation']> | undefined;
  readonly seed?: number | undefined;
  readonly initialParameters?: Experiment['initialParameters'];
  readonly engine?: Reference | undefined;
  readonly plugins?: readonly string[] | undefined;
}

const count = z.int().positive();
const positive = z.number().positive();
const share = z.number().nonnegative().lt(1).default(0);

const reference = z.union([z.string(), z.looseObject({ type: z.string() })], {
  error: 'expected a name such as "lstm", or an object with "type" and options such as {"type": "lstm", "size": 20}',
}) as z.ZodType<Reference, Reference>;

export const lengthsSchema: z.ZodType<Lengths, Lengths> = z
  .tuple([z.int().nonnegative(), z.int().nonnegative()], { error: 'expected two lengths such as [40, 80]' })
  .refine(([minimum, maximum]) => minimum <= maximum, { error: 'the first length must not exceed the second' });

const learningRate = z.union([positive, z.strictObject({ logUniform: z.tuple([positive, positive]) })], {
  error: 'expected a positive number, or a range to draw from such as {"logUniform": [0.0005, 0.01]}',
});

const trainingFields = z.strictObject({
  lengths: lengthsSchema.default([40, 80]),
  batches: count.default(1000),
  batchSize: count.default(10),
  mixedLengths: z.boolean().default(false),
  validationBatches: count.default(100),
  maximumEpochs: count.default(200),
  learningRate: learningRate.default({ logUniform: [5e-4, 1e-2] }),
  clipNorm: positive.nullable().default(5),
  clipValue: positive.nullable().default(null),
  optimizer: reference.default('adam'),
  dropout: z.strictObject({ input: share, recurrent: share, output: share }).prefault({}),
  patience: count.default(10),
  decay: z
    .strictObject({
      factor: positive.max(1).default(0.9),
      patience: z.int().nonnegative().default(5),
      threshold: z.number().nonnegative().default(1e-4),
      after: z.int().nonnegative().default(0),
      restoreBest: z.boolean().default(false),
    })
    .prefault({}),
  curriculum: z.strictObject({ from: count, perEpoch: positive }).nullable().default(null),
  onNonFinite: z
    .union([z.literal('stop'), z.strictObject({ rollBack: z.number().gt(0).lt(1) })], {
      error: 'expected "stop", or a factor between 0 and 1 such as {"rollBack": 0.5}',
    })
    .default('stop'),
  checkpointSteps: count.optional(),
  checkpointSeconds: positive.optional(),
  schedule: z.array(rateFactorSchema).default([]),
  minimumLearningRate: z.number().nonnegative().default(0),
});

const training = trainingFields.refine(
  ({ learningRate, minimumLearningRate }) =>
    (typeof learningRate === 'number' ? learningRate : learningRate.logUniform[0]) >= minimumLearningRate,
  { path: ['minimumLearningRate'], error: 'must not exceed the learning rate that training begins with' },
);

const evaluation = z.strictObject({
  bins: z.array(lengthsSchema).default([
    [40, 100],
    [100, 200],
    [200, 400],
  ]),
  stringsPerLength: count.default(10),
  lengthsPerBin: count.optional(),
  batchSize: count.default(10),
  measures: z.array(reference).min(1).optional(),
});

const defaultMeasures = {
  symbols: ['perplexity', 'cross-entropy-difference', 'accuracy'],
  sets: ['k-hot-accuracy'],
} as const;

const modelFields = z.strictObject({
  controller: z.union([reference, z.array(reference).min(1)], {
    error: 'expected a name such as "lstm", an object with "type" and options, or an array of these',
  }),
  memory: reference.nullable().default(null),
  embedding: z
    .union([z.literal('one-hot'), z.strictObject({ size: count })], { error: 'expected "one-hot" or {"size": n}' })
    .default('one-hot'),
  loss: z.enum(['cross-entropy', 'mean-squared-error', 'binary-cross-entropy']).default('cross-entropy'),
  predict: z.enum(['string', 'stream']).default('string'),
  initialization: initializationSchema.default([]),
});

const model = modelFields.refine(({ loss, predict }) => predict === 'string' || loss !== 'cross-entropy', {
  path: ['predict'],
  error: 'with the loss cross-entropy a model predicts strings, their end included; expected "string"',
});

const fields = z.strictObject({
  // The name becomes a folder, on any file system.
  name: z
    .string()
    .regex(/^[\w+-][\w.+-]*$/, { error: 'expected letters, digits, "-", "_", "+" and ".", because it names a folder' })
    .optional(),
  preset: z
    .enum(Object.keys(presets), { error: `there is no such preset (known: ${Object.keys(presets).join(', ')})` })
    .optional(),
  language: reference,
  model,
  freeze: reference.default('none'),
  training: training.prefault({}),
  evaluation: evaluation.prefault({}),
  seed: z.int().default(1),
  initialParameters: parameterFileSchema.optional(),
  engine: reference.default('compiled'),
  plugins: z.array(z.string()).default([]),
});

/** What is measured, if nothing is asked for, depends on what the model predicts. */
const experiment = z.preprocess(applyPreset, fields).transform(({ evaluation, ...rest }) => {
  const { symbols, sets } = defaultMeasures;
  const measures = rest.model.loss === 'cross-entropy' ? symbols : sets;
  return { ...rest, evaluation: { ...evaluation, measures: evaluation.measures ?? [...measures] } };
});

/** The Standard Schema of an experiment, for editors and other programs; `resolveExperiment` gives better messages. */
export const experimentSchema: z.ZodType<Omit<Experiment, 'name'> & { name?: string | undefined }, ExperimentInput> =
  experiment as never;

/**
 * Checks an experiment and fills in what it leaves open.
 * @param where what is being checked; begins the message.
 * @throws OptionError that names everything wrong with it, each with its path and what was expected.
 */
export function resolveExperiment(value: unknown, where = 'experiment'): Experiment {
  const result = experiment.safeParse(value);
  if (!result.success) throw new OptionError(`${where}: ${result.error.issues.map(describeIssue).join('; ')}`);
  const { name, ...rest } = result.data;
  return { name: name ?? defaultName(rest), ...rest } as Experiment;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const known = optionsAt(issue.path);
    return issue.keys.map((key) => `${[...issue.path, key].join('.')}: there is no such option${known}`).join('; ');
  }
  const place = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return `${place}${issue.message.replace(/^Invalid input: /, '')}`;
}

/** The names of the options at a path, for messages. */
function optionsAt(path: readonly PropertyKey[]): string {
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
export function modelName(model: ExperimentInput['model']): string {
  const parts = [model.controller].flat() as Reference[];
  if (model.memory) parts.push(model.memory);
  return parts.map(referenceName).join(' + ');
}

function defaultName(value: Pick<Experiment, 'language' | 'model' | 'freeze' | 'seed'>): string {
  const { language, model, freeze, seed } = value;
  const name = [
    referenceName(language),
    modelName(model).replaceAll(' ', ''),
    referenceName(freeze),
    `seed-${seed}`,
  ].join('_');
  // Contribution names are file-safe, but an unknown one, about which the laboratory complains later, may be anything.
  return name.replace(/[^\w.+-]/g, '-');
}
