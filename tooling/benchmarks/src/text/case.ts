import type { TextExperimentInput } from '@pushdown/studies';
import { languageModels } from '@pushdown/studies';
import type { EngineName } from '../measuring/case.ts';

/** Training on a text: what a fresh process does. */
export interface TextCase {
  readonly engine: EngineName;
  /** A model of DuSell & Chiang (2023) for the Penn Treebank, by its name. */
  readonly model: string;
  /** Paths of three files with a sentence on every line. */
  readonly corpus: Readonly<Record<'training' | 'validation' | 'test', string>>;
  readonly epochs: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  readonly seed: number;
}

/** What came of it. */
export interface TextOutcome {
  /** Of the validation text, after each epoch. */
  readonly perplexities: readonly number[];
  /** Of training and validation. */
  readonly seconds: number;
}

/** The rest is the protocol of DuSell & Chiang (2023), which is what texts are trained by unless an experiment says otherwise. */
export function experimentOf({ model, corpus, epochs, learningRate, clipNorm, seed }: TextCase): TextExperimentInput {
  const choice = languageModels[model];
  if (choice === undefined) throw new RangeError(`there is no model "${model}"`);
  return {
    name: `${model}-${seed}`,
    seed,
    corpus: { ...corpus },
    model: choice,
    training: { maximumEpochs: epochs, learningRate, clipNorm },
  };
}
