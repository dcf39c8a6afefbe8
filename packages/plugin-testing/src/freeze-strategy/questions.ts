import {
  createRecurrentModel,
  type FreezeStrategy,
  type ParameterDescription,
  type RecurrentModel,
  type TrainingProgress,
} from '@pushdown/core';
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

/** What a strategy says of a parameter at a stage. */
export interface Answer {
  readonly path: string;
  /** Numbers that the parameter has. */
  readonly size: number;
  readonly isFrozen: unknown;
  /** Of its single numbers, if it says anything of them. */
  readonly entries: unknown;
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
): readonly Answer[] {
  const guard = <Asked extends object>(asked: Asked): Asked => (guarded ? Object.freeze(asked) : asked);
  const questions = stages.flatMap((progress) =>
    smallModel().parameters.map(({ path, component, shape }) => ({ path, component, shape, progress })),
  );
  const asked = backward ? questions.toReversed() : questions;
  const answers = asked.map(({ path, component, shape, progress }): Answer => {
    const parameter = (): ParameterDescription => guard({ path, component, shape: guard([...shape]) });
    return {
      path,
      size: shape.reduce((product, size) => product * size, 1),
      isFrozen: strategy.isFrozen(parameter(), guard({ ...progress })),
      // Copied: what is handed out once may not be changed later.
      entries: copied(strategy.frozenEntries?.(parameter(), guard({ ...progress }))),
    };
  });
  return backward ? answers.toReversed() : answers;
}

function copied(entries: unknown): unknown {
  return entries instanceof Uint8Array ? entries.slice() : entries;
}

/** What is wrong with what a strategy says. */
export function answerProblems(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ path, size, isFrozen, entries }) => {
    if (typeof isFrozen !== 'boolean') return [`isFrozen answers ${JSON.stringify(isFrozen)}, not true or false`];
    if (entries === undefined) return [];
    if (!(entries instanceof Uint8Array)) return [`frozenEntries of ${path} is neither a Uint8Array nor undefined`];
    if (entries.length !== size)
      return [`frozenEntries of ${path} tells of ${entries.length} numbers instead of ${size}`];
    const other = entries.find((entry) => entry > 1);
    return other === undefined ? [] : [`frozenEntries of ${path} has a ${other}, not only 0 and 1`];
  });
}

/** Whether two lists of answers to the same questions differ. */
export function differ(some: readonly Answer[], others: readonly Answer[]): boolean {
  const text = (answers: readonly Answer[]): string =>
    answers.map(({ isFrozen, entries }) => `${String(isFrozen)} ${String(entries)}`).join('\n');
  return text(some) !== text(others);
}
