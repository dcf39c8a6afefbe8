import { randomStream } from '@pushdown/core';
import type { Drawn } from './common-schema.ts';
import type { Experiment } from './schema.ts';

/** What an experiment trains with where it leaves a choice to its seed. */
export interface DrawnSettings {
  /** At the beginning. */
  readonly learningRate: number;
  /** Undefined where the gradient's norm is not limited. */
  readonly clipNorm: number | undefined;
}

/** The experiment's own numbers, or those drawn from its ranges. Each has a random stream of its own. */
export function drawnSettings({ training: { learningRate, clipNorm }, seed }: Experiment): DrawnSettings {
  return {
    learningRate: draw(learningRate, seed, 'hyperparameters'),
    clipNorm: clipNorm === null ? undefined : draw(clipNorm, seed, 'hyperparameters/clip-norm'),
  };
}

/** A number, or one drawn from a range, uniform in its logarithm, by the stream of a seed and a purpose. */
export function draw(value: Drawn, seed: number, purpose: string): number {
  if (typeof value === 'number') return value;
  const [low, high] = value.logUniform;
  return low * (high / low) ** randomStream(seed, purpose).uniform();
}
