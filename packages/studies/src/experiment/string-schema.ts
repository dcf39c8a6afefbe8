import type { Reference } from '@pushdown/core';
import type { Curriculum } from '@pushdown/training';
import { z } from 'zod';
import {
  beginsAboveMinimum,
  type CommonExperiment,
  type CommonExperimentInput,
  type CommonTraining,
  commonFields,
  commonTraining,
  count,
  minimumRateMessage,
  partFields,
  reference,
} from './common-schema.ts';
import type { Partly } from './partly.ts';
import { stringProtocol } from './protocols.ts';

/** Lengths of strings, both ends included. */
export type Lengths = readonly [minimum: number, maximum: number];

/** How much of a language a model is trained on. */
export interface StringTraining extends CommonTraining {
  readonly lengths: Lengths;
  readonly batches: number;
  readonly batchSize: number;
  /** Training batches consist of strings of different lengths. */
  readonly mixedLengths: boolean;
  readonly validationBatches: number;
  /** Short strings first; `null`: all of them in every epoch. */
  readonly curriculum: Curriculum | null;
}

/** What a model is tested on. */
export interface StringEvaluation {
  /** Ranges of test lengths. They may share end points, as those of Das & Mali (2024) do. */
  readonly bins: readonly Lengths[];
  readonly stringsPerLength: number;
  /** Test so many lengths of each bin, evenly spread, instead of every one. */
  readonly lengthsPerBin?: number | undefined;
  readonly batchSize: number;
  readonly measures: readonly Reference[];
}

/** Training on strings of a language, and their evaluation. */
export interface StringExperiment extends CommonExperiment {
  readonly language: Reference;
  readonly corpus?: undefined;
  readonly training: StringTraining;
  readonly evaluation: StringEvaluation;
}

/** It as people write it. Whatever is left out follows its preset, or else the protocol of DuSell & Chiang (2023). */
export interface StringExperimentInput extends CommonExperimentInput {
  readonly language: Reference;
  readonly corpus?: undefined;
  readonly training?:
    | (Partly<Omit<StringTraining, 'learningRate' | 'clipNorm' | 'optimizer'>> & {
        readonly [K in 'learningRate' | 'clipNorm' | 'optimizer']?: StringTraining[K] | undefined;
      })
    | undefined;
  readonly evaluation?: Partly<StringEvaluation> | undefined;
}

export const lengthsSchema: z.ZodType<Lengths, Lengths> = z
  .tuple([z.int().nonnegative(), z.int().nonnegative()], { error: 'expected two lengths such as [40, 80]' })
  .refine(([minimum, maximum]) => minimum <= maximum, { error: 'the first length must not exceed the second' });

const training = z
  .strictObject({
    lengths: lengthsSchema.default([40, 80]),
    batches: count.default(1000),
    batchSize: count.default(10),
    mixedLengths: z.boolean().default(false),
    validationBatches: count.default(100),
    curriculum: z.strictObject({ from: count, perEpoch: z.number().positive() }).nullable().default(null),
    ...commonTraining(stringProtocol),
  })
  .refine(beginsAboveMinimum, minimumRateMessage);

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

const model = z
  .strictObject({
    ...partFields,
    embedding: partFields.embedding.default('one-hot'),
    initialization: partFields.initialization.default([]),
    loss: z.enum(['cross-entropy', 'mean-squared-error', 'binary-cross-entropy']).default('cross-entropy'),
    predict: z.enum(['string', 'stream']).default('string'),
  })
  .refine(({ loss, predict }) => predict === 'string' || loss !== 'cross-entropy', {
    path: ['predict'],
    error: 'with the loss cross-entropy a model predicts strings, their end included; expected "string"',
  });

const fields = z.strictObject({
  ...commonFields,
  language: reference,
  model,
  training: training.prefault({}),
  evaluation: evaluation.prefault({}),
});

/** Before it is known what is measured; tells of all options there are. */
export const stringFields: z.ZodObject = fields;

/** What is measured, if nothing is asked for, depends on what the model predicts. */
export const stringExperiment: z.ZodType<Omit<StringExperiment, 'name'> & { name?: string }> = fields.transform(
  ({ evaluation, ...rest }) => {
    const { symbols, sets } = defaultMeasures;
    const measures = rest.model.loss === 'cross-entropy' ? symbols : sets;
    return { ...rest, evaluation: { ...evaluation, measures: evaluation.measures ?? [...measures] } };
  },
) as never;
