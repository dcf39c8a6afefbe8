import type { Batch, Language, LengthRange, Predictions, Session } from '@pushdown/core';
import type { TestSet } from './test-set.ts';

/** What one string cost a model. */
export interface StringScore {
  readonly length: number;
  /** Predictions of it: its symbols and its end. */
  readonly symbols: number;
  /** −ln p of the string by the model; infinite where the model's numbers are none. */
  readonly nats: number;
  /** −ln p of the string given its length by the distribution it comes from. */
  readonly entropy: number;
  /** How many of its symbols were the most probable ones. */
  readonly right: number;
}

/** Scores of all strings of a test set, in its order. */
export function scoreStrings(session: Session, { batches, entropies, language }: TestSet): StringScore[] {
  const scores: StringScore[] = [];
  for (const batch of batches) {
    const predictions = session.predict(batch);
    for (const [column, string] of batch.entries()) {
      const symbols = string.length + 1;
      const nats = natsOf(predictions, batch, column);
      scores.push({
        length: string.length,
        symbols,
        nats: Number.isNaN(nats) ? Number.POSITIVE_INFINITY : nats,
        entropy: entropies[scores.length] as number,
        right: rightOf(predictions, batch, column, language.alphabet.length),
      });
    }
  }
  return scores;
}

function natsOf({ nats }: Predictions, batch: Batch, column: number): number {
  let total = 0;
  for (let index = column; index < nats.length; index += batch.length) total += nats[index] as number;
  return total;
}

function rightOf({ predicted, length }: Predictions, batch: Batch, column: number, end: number): number {
  const string = batch[column] as readonly number[];
  let right = 0;
  for (let position = 0; position <= length; position++)
    if (predicted[position * batch.length + column] === (string[position] ?? end)) right++;
  return right;
}

/** What a group of strings comes to, all of its symbols together. */
export interface PooledScore {
  readonly strings: number;
  /** Nats per symbol above the lower bound, which takes all valid lengths of the range for equally probable. */
  readonly difference: number;
  /** Share of symbols guessed right. */
  readonly accuracy: number;
}

/**
 * The scores of strings whose lengths are in a range. The bound of a string is ln N − ln p(w | its length) for N valid
 * lengths in the range (DuSell & Chiang 2023).
 * @param scores at least one.
 */
export function pool(scores: readonly StringScore[], range: LengthRange, language: Language): PooledScore {
  const lengthNats = Math.log(language.validLengths(range.min, range.max).length);
  const symbols = total(scores, (score) => score.symbols);
  return {
    strings: scores.length,
    difference: total(scores, ({ nats, entropy }) => nats - entropy - lengthNats) / symbols,
    accuracy: total(scores, ({ right }) => right) / symbols,
  };
}

function total(scores: readonly StringScore[], part: (score: StringScore) => number): number {
  return scores.reduce((sum, score) => sum + part(score), 0);
}
