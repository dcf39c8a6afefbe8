import type { Reference } from '@pushdown/core';
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
} from './common-schema.ts';
import type { Partly } from './partly.ts';
import { textProtocol } from './protocols.ts';

/** How a model is trained on a text: by truncated back-propagation through time, the state carried on. */
export interface TextTraining extends CommonTraining {
  /** Pieces of the text that are read side by side. */
  readonly streams: number;
  /** Symbols between two truncations. */
  readonly steps: number;
  /** How much of each text is used, from its beginning. */
  readonly share: number;
}

/** Language modeling: training on a text, and its perplexity on two others. */
export interface TextExperiment extends CommonExperiment {
  readonly corpus: Reference;
  /** SHA-256 of the corpus, which then has to be the same; a run writes down that of its own. */
  readonly corpusSha256?: string | undefined;
  readonly language?: undefined;
  readonly training: TextTraining;
  readonly evaluation?: undefined;
}

/** It as people write it. What is left out follows its preset, or else what DuSell & Chiang (2023) do on the Penn Treebank. */
export interface TextExperimentInput extends CommonExperimentInput {
  /** Without `type` it is `text-files`. */
  readonly corpus: Reference | { readonly [option: string]: unknown };
  readonly corpusSha256?: string | undefined;
  readonly language?: undefined;
  readonly training?:
    | (Partly<Omit<TextTraining, 'learningRate' | 'clipNorm' | 'optimizer'>> & {
        readonly [K in 'learningRate' | 'clipNorm' | 'optimizer']?: TextTraining[K] | undefined;
      })
    | undefined;
  readonly evaluation?: undefined;
}

const training = z
  .strictObject({
    streams: count.default(32),
    steps: count.default(35),
    share: z.number().positive().max(1).default(1),
    ...commonTraining(textProtocol),
  })
  .refine(beginsAboveMinimum, minimumRateMessage);

const model = z.strictObject({
  ...partFields,
  embedding: partFields.embedding.default({ size: 256 }),
  initialization: partFields.initialization.default([
    { paths: ['**'], distribution: { type: 'uniform', bound: 0.05 } },
  ]),
  loss: z
    .literal('cross-entropy', { error: 'a text is learned symbol by symbol; expected "cross-entropy"' })
    .default('cross-entropy'),
  predict: z.literal('stream', { error: 'a text is a stream without an end; expected "stream"' }).default('stream'),
});

/** Three files where it says no `type`. */
const corpus = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('type' in value) ? { type: 'text-files', ...value } : value,
  z.union([z.string(), z.looseObject({ type: z.string() })], {
    error:
      'expected three files such as {"training": "train.txt", "validation": "valid.txt", "test": "test.txt"}, or a corpus such as {"type": "penn-treebank", "folder": "ptb"}',
  }),
);

/** The schema of an experiment on a text. */
export const textFields: z.ZodObject = z.strictObject({
  ...commonFields,
  corpus,
  corpusSha256: z.string().optional(),
  model,
  training: training.prefault({}),
});
