import type { TrainingProgress } from '@pushdown/core';
import { type EpochResult, scoreOf } from './epoch-result.ts';
import { plateauDecay } from './schedule.ts';
import type { TrainingProtocol } from './train.ts';

/** Why training ended by itself. */
export type ReasonToStop = 'patience' | 'maximum-epochs' | 'minimum-learning-rate';

export function bestOf(epochs: readonly EpochResult[]): EpochResult | undefined {
  return epochs.findLast(({ improved }) => improved);
}

/** What a freezing strategy is told after some epochs. */
export function progressAfter(epochs: readonly EpochResult[]): TrainingProgress {
  return {
    epoch: epochs.length,
    epochsWithoutImprovement: epochs.length - (bestOf(epochs)?.epoch ?? 0),
    scores: epochs.map(scoreOf),
  };
}

/** The learning rate after some epochs, as the plateau decay has it. */
export function decayedRate({ learningRate, decay }: TrainingProtocol, epochs: readonly EpochResult[]): number {
  const next = plateauDecay(learningRate, decay);
  return epochs.reduce((_, result) => next(scoreOf(result)), learningRate);
}

/** Whether training is over after some epochs, and why. */
export function reasonToStop(protocol: TrainingProtocol, epochs: readonly EpochResult[]): ReasonToStop | undefined {
  const { patience, maximumEpochs, minimumLearningRate = 0 } = protocol;
  if (decayedRate(protocol, epochs) < minimumLearningRate) return 'minimum-learning-rate';
  if (progressAfter(epochs).epochsWithoutImprovement >= patience) return 'patience';
  return epochs.length >= maximumEpochs ? 'maximum-epochs' : undefined;
}
