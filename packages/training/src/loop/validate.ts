import type { Batch, Session } from '@pushdown/core';
import type { CarryValues } from '@pushdown/tensors';
import { chunksOf, countPositions, isStreams, type Material, type TokenStreams } from './material.ts';

/** How well a model does on strings it does not learn from. */
export interface Validation {
  /** Loss per position, over all strings: of models that predict symbols nats per symbol, the ends of strings included. */
  readonly validationLoss: number;
  /** exp of it, only of models that predict symbols. */
  readonly validationPerplexity?: number;
}

/** The loss of a model on what it is not trained on. */
export function validate(session: Session, material: Material): Validation {
  const { total, positions } = isStreams(material) ? scoreText(session, material) : scoreStrings(session, material);
  const validationLoss = total / positions;
  const predictsSymbols = session.model.targets === 'symbol';
  return predictsSymbols ? { validationLoss, validationPerplexity: Math.exp(validationLoss) } : { validationLoss };
}

interface Score {
  readonly total: number;
  readonly positions: number;
}

function scoreStrings(session: Session, batches: readonly Batch[]): Score {
  let total = 0;
  let positions = 0;
  for (const batch of batches) {
    const predictsSymbols = session.model.targets === 'symbol';
    const losses = predictsSymbols ? session.predict(batch).nats : session.predictSets(batch).losses;
    for (const loss of losses) total += loss;
    positions += countPositions(session.model, batch);
  }
  return { total, positions };
}

/** A text is read as in training, chunk by chunk with the state carried on. */
function scoreText(session: Session, text: TokenStreams): Score {
  let total = 0;
  let positions = 0;
  let carry: CarryValues | undefined;
  for (const chunk of chunksOf(text)) {
    const predicted = session.predictChunk(chunk, { carry, capacity: text.capacity ?? text.steps });
    for (const loss of predicted.nats) total += loss;
    positions += predicted.nats.length;
    carry = predicted.carry;
  }
  return { total, positions };
}
