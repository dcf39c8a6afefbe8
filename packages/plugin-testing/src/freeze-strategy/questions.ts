import { createRecurrentModel, type FreezeStrategy, type RecurrentModel, type TrainingProgress } from '@pushdown/core';
import { plainController } from '../models/plain-controller.ts';
import { plainMemory } from '../models/plain-memory.ts';

/** A model with parameters of every component. */
export function smallModel(): RecurrentModel {
  return createRecurrentModel({
    alphabetSize: 3,
    embedding: { size: 2 },
    controller: [plainController(3), plainController(3)],
    memory: plainMemory(2),
  });
}

/** Stages of a training, of a long one too. */
export const stages: readonly TrainingProgress[] = [0, 1, 2, 5, 10, 50, 100, 1000].flatMap((epoch) =>
  [0, 1, 4, 9]
    .filter((worse) => worse <= epoch)
    .map((epochsWithoutImprovement) => ({
      epoch,
      epochsWithoutImprovement,
      scores: scoresOf(epoch - epochsWithoutImprovement, epoch),
    })),
);

/** Scores that improve until an epoch and not after it. */
function scoresOf(best: number, epochs: number): number[] {
  return Array.from({ length: epochs }, (_, epoch) => 1 + 1 / Math.min(epoch + 1, best || 1));
}

/** What a strategy says of every parameter at every stage, in that order. */
export function answersOf(
  strategy: FreezeStrategy,
  {
    backward = false,
    guarded = false,
  }: {
    /** Asked in the opposite order. */
    readonly backward?: boolean;
    /** What is asked about cannot be changed. */
    readonly guarded?: boolean;
  } = {},
): readonly unknown[] {
  const guard = <Asked extends object>(asked: Asked): Asked => (guarded ? Object.freeze(asked) : asked);
  const questions = stages.flatMap((progress) =>
    smallModel().parameters.map(({ path, component, shape }) => ({ path, component, shape, progress })),
  );
  const asked = backward ? questions.toReversed() : questions;
  const answers = asked.map(({ path, component, shape, progress }) =>
    strategy.isFrozen(guard({ path, component, shape: guard([...shape]) }), guard({ ...progress })),
  );
  return backward ? answers.toReversed() : answers;
}
