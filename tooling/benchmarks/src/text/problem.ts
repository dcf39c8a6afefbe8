import { parallelStreams } from '@pushdown/core';
import { languageModels, resolveExperiment, type TextTraining } from '@pushdown/studies';
import createBenchmarkLab from '../studies/laboratory.ts';
import { experimentOf, type TextCase } from './case.ts';

/** All that PyTorch is told: the protocol of our experiment, and its texts as the streams we read. */
export async function textProblem(trained: TextCase): Promise<object> {
  const { streams, steps, decay, ...training } = resolveExperiment(experimentOf(trained)).training as TextTraining;
  const lab = await createBenchmarkLab();
  const corpus = lab.create('corpus', { type: 'text-files', ...trained.corpus });
  const wrap = (tokens: Int32Array): number[][] =>
    parallelStreams(tokens, streams, corpus.end).map((stream) => [...stream]);
  return {
    ...languageModels[trained.model],
    words: corpus.vocabulary.length,
    seed: trained.seed,
    epochs: training.maximumEpochs,
    learningRate: training.learningRate,
    clipNorm: training.clipNorm,
    decay,
    steps,
    training: wrap(corpus.training),
    validation: wrap(corpus.validation),
  };
}
