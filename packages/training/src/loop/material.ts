import { type Batch, type RandomStream, type Session, type TokenChunk, tokenChunks } from '@pushdown/core';
import type { CarryValues } from '@pushdown/tensors';
import { batchesOfEpoch, type Curriculum } from './curriculum.ts';

/** One long text for truncated back-propagation through time; see `parallelStreams`. */
export interface TokenStreams {
  /** Token ids, one array a stream, none longer than the one before. */
  readonly streams: readonly Int32Array[];
  /** Symbols of a chunk, between two truncations. */
  readonly steps: number;
  /** How many elements a memory without a limit of its own holds; `steps` by default. */
  readonly capacity?: number | undefined;
}

/** What a model learns from or is scored on: batches of strings, or a text. */
export type Material = readonly Batch[] | TokenStreams;

/** What one training step gets. */
export type Unit = Batch | TokenChunk;

export function isStreams(material: Material): material is TokenStreams {
  return !Array.isArray(material);
}

/** How many units a pass has. */
export function countUnits(material: Material): number {
  return isStreams(material) ? [...chunksOf(material)].length : material.length;
}

/**
 * The units of one pass: batches in random order, a text from its beginning to its end. With a curriculum as many batches as
 * without, those that are short enough again and again.
 * @param epochs how many are finished. @throws TrainingError when no batch is short enough.
 */
export function unitsOf(
  material: Material,
  random: RandomStream,
  curriculum: Curriculum | undefined,
  epochs: number,
): readonly Unit[] {
  if (isStreams(material)) return [...chunksOf(material)];
  if (curriculum === undefined) return random.shuffle(material);
  const short = random.shuffle(batchesOfEpoch(material, curriculum, epochs));
  return material.map((_, index) => short[index % short.length] as Batch);
}

export function chunksOf({ streams, steps }: TokenStreams): Iterable<TokenChunk> {
  return tokenChunks(streams, steps);
}

/** What a training step came to. */
export interface Learned {
  /** As the engine returns it. */
  readonly loss: number;
  /** Summed over all positions. */
  readonly total: number;
  readonly positions: number;
  /** The state that the next chunk of a text goes on from. */
  readonly carry: CarryValues | undefined;
}

/** One training step. @param carry the state after the chunk before. */
export function learn(
  session: Session,
  unit: Unit,
  settings: Readonly<Record<string, number>>,
  context: { readonly carry: CarryValues | undefined; readonly capacity: number | undefined },
): Learned {
  if (isBatch(unit)) {
    const { loss } = session.train(unit, settings);
    return { loss, total: loss * unit.length, positions: countPositions(session.model, unit), carry: undefined };
  }
  const { loss, carry } = session.trainChunk(unit, settings, context);
  const positions = countSymbols(unit);
  return { loss, total: loss * positions, positions, carry };
}

/** How many predictions a model makes for strings: one after each symbol, and for strings one before the first. */
export function countPositions({ predict }: Session['model'], batch: Batch): number {
  const before = predict === 'string' ? 1 : 0;
  return batch.reduce((total, { length }) => total + length + before, 0);
}

function countSymbols({ targets }: TokenChunk): number {
  return targets.reduce((total, { length }) => total + length, 0);
}

function isBatch(unit: Unit): unit is Batch {
  return Array.isArray(unit);
}
