import type { Batch, RecurrentModel, Session } from '@pushdown/core';

/** How well a model does on strings it does not learn from. */
export interface Validation {
  /** Loss per position, over all strings: of models that predict symbols nats per symbol, the ends of strings included. */
  readonly validationLoss: number;
  /** exp of it, only of models that predict symbols. */
  readonly validationPerplexity?: number;
}

/** The loss of a model on batches that it is not trained on. */
export function validate(session: Session, batches: readonly Batch[]): Validation {
  const predictsSymbols = session.model.targets === 'symbol';
  let total = 0;
  let positions = 0;
  for (const batch of batches) {
    const losses = predictsSymbols ? session.predict(batch).nats : session.predictSets(batch).losses;
    for (const loss of losses) total += loss;
    positions += countPositions(session.model, batch);
  }
  const validationLoss = total / positions;
  return predictsSymbols ? { validationLoss, validationPerplexity: Math.exp(validationLoss) } : { validationLoss };
}

/** How many predictions a model makes for strings: one after each symbol, and for strings one before the first. */
export function countPositions({ predict }: Pick<RecurrentModel, 'predict'>, batch: Batch): number {
  const before = predict === 'string' ? 1 : 0;
  return batch.reduce((total, { length }) => total + length + before, 0);
}
