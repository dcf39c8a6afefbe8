import type { CarryValues, ConcreteTensor } from '@pushdown/tensors';
import type { TokenChunk } from '../data/token-streams.ts';
import { ModelError } from '../model/errors.ts';
import { noiseInputs } from '../model/noise.ts';
import type { RecurrentModel } from '../model/recurrent-model.ts';
import type { RandomStream } from '../random/streams.ts';
import type { BatchRun } from './run-of.ts';

/**
 * A chunk of parallel streams as a run of the model: inputs time first. What was dropped by recurrent dropout is dropped
 * throughout a chunk.
 * @throws ModelError when the model does not predict streams of symbols or its memory keeps a history, streams differ in length, or a symbol is outside
 *   the alphabet.
 */
export function chunkRun(model: RecurrentModel, { inputs, targets }: TokenChunk, noise?: RandomStream): BatchRun {
  if (model.predict !== 'stream' || model.targets !== 'symbol')
    throw new ModelError('chunks of streams are for models that predict a stream of symbols by cross-entropy');
  if (model.memory?.tables !== undefined) {
    throw new ModelError(
      `the memory "${model.memory.name}" keeps its whole history, which cannot be carried from chunk to chunk`,
    );
  }
  const [batchSize, steps] = [inputs.length, inputs[0]?.length ?? 0];
  if (batchSize === 0 || steps === 0) throw new ModelError('a chunk needs at least one symbol of one stream');
  if ([...inputs, ...targets].some(({ length }) => length !== steps) || targets.length !== batchSize)
    throw new ModelError('the streams of a chunk, and their targets, must be equally long');
  const timeFirst = (streams: readonly Int32Array[]): Int32Array => {
    const values = new Int32Array(steps * batchSize);
    for (const [column, stream] of streams.entries()) {
      for (const [time, symbol] of stream.entries()) {
        if (symbol < 0 || symbol >= model.alphabetSize)
          throw new ModelError(`symbol ${symbol} is outside the alphabet of ${model.alphabetSize} symbols`);
        values[time * batchSize + column] = symbol;
      }
    }
    return values;
  };
  return {
    steps,
    inputs: {
      ...noiseInputs(model, { steps, batchSize }, noise),
      symbols: timeFirst(inputs),
      targets: timeFirst(targets),
    },
  };
}

/**
 * States of the first streams: the others have ended.
 * @throws ModelError when there are states of fewer streams, or the first axis of one is not the streams.
 */
export function carryOfStreams(carry: CarryValues, streams: number): CarryValues {
  return Object.fromEntries(
    Object.entries(carry).map(([name, { shape, values }]): [string, ConcreteTensor] => {
      const [before = 0, ...rest] = shape;
      if (before < streams)
        throw new ModelError(`the state "${name}" is that of ${before} streams, but ${streams} are to go on`);
      const size = rest.reduce((product, next) => product * next, streams);
      return [name, { shape: [streams, ...rest], values: values.slice(0, size) }];
    }),
  );
}
