import type { Dropout, LossName, Reference } from '@pushdown/core';
import type { DecaySchedule, OnNonFinite, RateFactor } from '@pushdown/training';
import { z } from 'zod';
import {
  type InitializationRule,
  initializationSchema,
  type ParameterFile,
  parameterFileSchema,
} from './initialization-schema.ts';
import type { Partly } from './partly.ts';
import { presets } from './presets/index.ts';
import type { TrainingProtocol } from './protocols.ts';
import { rateFactorSchema } from './rate-factor-schema.ts';

/** A number, or a range it is drawn from, uniform in its logarithm, by the experiment's seed. */
export type Drawn = number | { readonly logUniform: readonly [low: number, high: number] };

/** What is trained. */
export interface ModelFields {
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
}

/** How a model is trained, be it on strings or on a text. */
export interface CommonTraining {
  readonly maximumEpochs: number;
  readonly learningRate: Drawn;
  /** Largest norm of the gradient; `null`: unlimited. */
  readonly clipNorm: Drawn | null;
  /** Largest size of every number of the gradient, before its norm is limited; `null`: unlimited. */
  readonly clipValue: number | null;
  readonly optimizer: Reference;
  /** Shares of numbers that training sets to 0. */
  readonly dropout: Required<Dropout>;
  /** Epochs without improvement after which training stops. */
  readonly patience: number;
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
}

/** What experiments on strings and on texts have in common, with every choice made. */
export interface CommonExperiment {
  /** Names the run and its folder. */
  readonly name: string;
  /** The published protocol that filled in what was left out, if one was named. */
  readonly preset?: string | undefined;
  readonly model: ModelFields;
  readonly freeze: Reference;
  readonly seed: number;
  /** Parameters that begin with values of a file instead of random ones. */
  readonly initialParameters?: ParameterFile | undefined;
  readonly engine: Reference;
  /** Files and packages with further contributions; whoever makes the laboratory loads them. */
  readonly plugins: readonly string[];
}

/** A model as people write it: all but the controller may be left out. */
export type ModelChoice = Pick<ModelFields, 'controller'> & {
  readonly [K in Exclude<keyof ModelFields, 'controller'>]?: ModelFields[K] | undefined;
};

/** Or the name of a model of a publication; with changes to it, it is the `type`. */
export type ModelInput = ModelChoice | string | (Partly<ModelFields> & { readonly type: string });

/** What people may write of any experiment. */
export interface CommonExperimentInput {
  readonly name?: string | undefined;
  readonly preset?: string | undefined;
  readonly model: ModelInput;
  readonly freeze?: Reference | undefined;
  readonly seed?: number | undefined;
  readonly initialParameters?: ParameterFile | undefined;
  readonly engine?: Reference | undefined;
  readonly plugins?: readonly string[] | undefined;
}

export const count: z.ZodInt = z.int().positive();
const positive = z.number().positive();
const share = z.number().nonnegative().lt(1).default(0);

export const reference: z.ZodType<Reference, Reference> = z.union([z.string(), z.looseObject({ type: z.string() })], {
  error: 'expected a name such as "lstm", or an object with "type" and options such as {"type": "lstm", "size": 20}',
}) as never;

const logUniform = z.strictObject({ logUniform: z.tuple([positive, positive]) });

const learningRate = z.union([positive, logUniform], {
  error: 'expected a positive number, or a range to draw from such as {"logUniform": [0.0005, 0.01]}',
});

const clipNorm = z.union([positive, logUniform, z.null()], {
  error: 'expected a positive number, a range to draw from such as {"logUniform": [0.01, 1]}, or null',
});

/** The schemas of `CommonTraining`, field by field. */
export function commonTraining(defaults: TrainingProtocol): z.ZodRawShape {
  return {
    maximumEpochs: count.default(defaults.maximumEpochs),
    learningRate: learningRate.default(defaults.learningRate as never),
    clipNorm: clipNorm.default(defaults.clipNorm as never),
    clipValue: positive.nullable().default(null),
    optimizer: reference.default(defaults.optimizer),
    dropout: z.strictObject({ input: share, recurrent: share, output: share }).prefault({}),
    patience: count.default(defaults.patience),
    decay: z
      .strictObject({
        factor: positive.max(1).default(defaults.decay.factor),
        patience: z.int().nonnegative().default(defaults.decay.patience),
        threshold: z.number().nonnegative().default(defaults.decay.threshold),
        after: z.int().nonnegative().default(0),
        restoreBest: z.boolean().default(false),
      })
      .prefault({}),
    onNonFinite: z
      .union([z.literal('stop'), z.strictObject({ rollBack: z.number().gt(0).lt(1) })], {
        error: 'expected "stop", or a factor between 0 and 1 such as {"rollBack": 0.5}',
      })
      .default('stop'),
    checkpointSteps: count.optional(),
    checkpointSeconds: positive.optional(),
    schedule: z.array(rateFactorSchema).default([]),
    minimumLearningRate: z.number().nonnegative().default(0),
  };
}

/** Whether training can begin at the rates it may get. */
export function beginsAboveMinimum(training: object): boolean {
  const { learningRate, minimumLearningRate } = training as CommonTraining;
  return (typeof learningRate === 'number' ? learningRate : learningRate.logUniform[0]) >= minimumLearningRate;
}

export const minimumRateMessage: { path: string[]; error: string } = {
  path: ['minimumLearningRate'],
  error: 'must not exceed the learning rate that training begins with',
};

const parts = ['controller', 'memory', 'embedding', 'initialization'] as const;

/** The schemas of the parts of a model that are the same for strings and texts. */
export const partFields: { readonly [K in (typeof parts)[number]]: z.ZodType<ModelFields[K]> } = {
  controller: z.union([reference, z.array(reference).min(1)], {
    error: 'expected a name such as "lstm", an object with "type" and options, or an array of these',
  }),
  memory: reference.nullable().default(null),
  embedding: z.union([z.literal('one-hot'), z.strictObject({ size: count })], {
    error: 'expected "one-hot" or {"size": n}',
  }),
  initialization: initializationSchema,
};

/** The schemas of what is neither data, model nor training. */
export const commonFields: z.ZodRawShape = {
  // The name becomes a folder, on any file system.
  name: z
    .string()
    .regex(/^[\w+-][\w.+-]*$/, { error: 'expected letters, digits, "-", "_", "+" and ".", because it names a folder' })
    .optional(),
  preset: z
    .enum(Object.keys(presets), { error: `there is no such preset (known: ${Object.keys(presets).join(', ')})` })
    .optional(),
  freeze: reference.default('none'),
  seed: z.int().default(1),
  initialParameters: parameterFileSchema.optional(),
  engine: reference.default('compiled'),
  plugins: z.array(z.string()).default([]),
};
