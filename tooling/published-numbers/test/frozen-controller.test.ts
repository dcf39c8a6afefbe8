import { lstm } from '@pushdown/cells';
import { createRecurrentModel, createSession, evaluateModel, randomStream, referenceEngine } from '@pushdown/core';
import { markedReverseAndCopy } from '@pushdown/datasets';
import { perplexity } from '@pushdown/evaluation';
import { freezeController } from '@pushdown/freeze-strategies';
import { adam, sampleBatches, testBatches, train } from '@pushdown/training';
import { expect, it } from 'vitest';

/**
 * Das & Mali 2024, Table 5: LSTM, controller frozen, marked-reverse-and-copy. A random controller that never learns
 * leaves the classifier little more than the last symbol to go by: the bigram line.
 */
const published = { validation: 2.38, bins: [2.35, 2.23, 2.18] };
const bins = [
  { min: 40, max: 100 },
  { min: 100, max: 200 },
  { min: 200, max: 400 },
] as const;

it('an LSTM with a frozen controller lands on the bigram line, as in Table 5', async () => {
  const language = markedReverseAndCopy();
  const trainingRange = { min: 40, max: 80 };
  const engine = referenceEngine();
  const model = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 20 }) });
  const sample = (name: string, batches: number) =>
    sampleBatches({ language, range: trainingRange, batches, batchSize: 10, random: randomStream(1, name) });
  const { parameters, epochs, bestEpoch } = await train({
    model,
    engine,
    parameters: model.initialize(randomStream(1, 'parameters')),
    training: sample('training', 200),
    validation: sample('validation', 40),
    protocol: {
      optimizer: adam(),
      learningRate: 0.02,
      clipNorm: 5,
      maximumEpochs: 4,
      patience: 10,
      decay: { factor: 0.9, patience: 5, threshold: 1e-4 },
    },
    freeze: freezeController(),
    random: randomStream(1, 'shuffle'),
  });
  expect(Math.abs((epochs[bestEpoch - 1]?.validationPerplexity as number) - published.validation)).toBeLessThan(0.06);

  const session = createSession({ model, engine, parameters });
  for (const [index, range] of bins.entries()) {
    const batches = testBatches({
      language,
      range,
      stringsPerLength: 2,
      batchSize: 10,
      random: randomStream(0, 'test'),
    });
    const context = { language, range, trainingRange };
    const { perplexity: measured } = evaluateModel({ session, batches, evaluations: [perplexity()], context });
    expect(Math.abs((measured?.value as number) - (published.bins[index] as number))).toBeLessThan(0.06);
    expect(Math.abs((measured?.value as number) - (measured?.bigram as number))).toBeLessThan(0.06);
  }
}, 120_000);
