import { gru, lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { createRecurrentModel, createSession, parallelStreams, randomStream, tokenChunks } from '@pushdown/core';
import { nondeterministicStack, superpositionStack } from '@pushdown/memory-structures';
import { referenceExecutor } from '@pushdown/tensors';
import { sgd, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';

const alphabetSize = 4;
const random = randomStream(1, 'text');
const text = Int32Array.from({ length: 61 }, () => random.integer(alphabetSize));
/** Four streams of 16, 16, 16 and 13 symbols. */
const streams = parallelStreams(text, 4, 0);

const model = createRecurrentModel({
  alphabetSize,
  controller: [lstm({ size: 4 }), gru({ size: 3 })],
  memory: superpositionStack({ size: 2, depth: 5 }),
  embedding: { size: 3 },
  predict: 'stream',
});
// What both engines can hold exactly.
const parameters = Object.fromEntries(
  Object.entries(model.initialize(randomStream(1, 'parameters'))).map(([path, values]) => [
    path,
    Float64Array.from(values, (value) => Math.fround(3 * value)),
  ]),
);
const paths = model.parameters.map(({ path }) => path);

describe.each([referenceExecutor(), compiledExecutor()])('on the engine $name', (engine) => {
  const session = (values = parameters) =>
    createSession({ model, engine, parameters: values, trainable: paths, update: updateOf(sgd()) });
  const digits = engine.precision === 'float64' ? 12 : 5;

  /** −ln p of every symbol of the text, in its order. */
  function natsOf(steps: number): number[] {
    const running = session();
    const byStream: number[][] = streams.map(() => []);
    let carry: ReturnType<typeof running.predictChunk>['carry'] | undefined;
    for (const chunk of tokenChunks(streams, steps)) {
      const predicted = running.predictChunk(chunk, { carry });
      for (const [place, nats] of predicted.nats.entries()) byStream[place % chunk.inputs.length]?.push(nats);
      carry = predicted.carry;
    }
    return byStream.flat();
  }

  it('a text cut into chunks is the text in one piece, because states are carried', () => {
    const whole = natsOf(1000);
    expect(whole).toHaveLength(text.length);
    for (const steps of [1, 3, 5, 16]) {
      for (const [place, nats] of natsOf(steps).entries()) expect(nats).toBeCloseTo(whole[place] as number, digits);
    }
    // The state matters: a chunk that forgets it predicts something else.
    const [, second] = [...tokenChunks(streams, 5)];
    const forgetful = session().predictChunk(second as NonNullable<typeof second>).nats;
    expect(Math.abs((forgetful[0] as number) - (whole[5] as number))).toBeGreaterThan(1e-4);
  });

  it('gradients are those of the mean over a chunk from a state that is given, and no further', () => {
    const [first, second] = [...tokenChunks(streams, 6)] as [
      { inputs: Int32Array[]; targets: Int32Array[] },
      { inputs: Int32Array[]; targets: Int32Array[] },
    ];
    const { carry } = session().predictChunk(first);
    const running = session();
    const { loss } = running.trainChunk(second, { learningRate: 1, step: 1 }, { carry });
    // Central differences, always in float64, with the state held.
    const oracle = createSession({ model, engine: referenceExecutor(), parameters });
    const meanAt = (path: string, place: number, change: number): number => {
      const changed = Float64Array.from(parameters[path] as Float64Array);
      changed[place] = (changed[place] as number) + change;
      oracle.load({ ...parameters, [path]: changed });
      const { nats } = oracle.predictChunk(second, { carry });
      return nats.reduce((total, value) => total + value, 0) / nats.length;
    };
    expect(loss).toBeCloseTo(meanAt(paths[0] as string, 0, 0), digits);
    const after = running.parameters();
    let largest = 0;
    for (const path of paths) {
      for (const place of [0, (parameters[path] as Float64Array).length - 1]) {
        const gradient = (meanAt(path, place, 1e-5) - meanAt(path, place, -1e-5)) / 2e-5;
        const moved = (parameters[path]?.[place] as number) - (after[path]?.[place] as number);
        expect(moved, `${path} ${place}`).toBeCloseTo(gradient, engine.precision === 'float64' ? 9 : 5);
        largest = Math.max(largest, Math.abs(gradient));
      }
    }
    expect(largest).toBeGreaterThan(0.01);
  });
});

describe('what cannot be', () => {
  const session = createSession({ model, engine: referenceExecutor(), parameters });
  const symbols = (...values: number[]): Int32Array => Int32Array.from(values);

  it.each([
    [{ inputs: [], targets: [] }, 'a chunk needs at least one symbol of one stream'],
    [{ inputs: [symbols(0, 1)], targets: [symbols(1)] }, 'must be equally long'],
    [{ inputs: [symbols(4)], targets: [symbols(1)] }, 'symbol 4 is outside the alphabet of 4 symbols'],
  ])('%j', (chunk, message) => {
    expect(() => session.predictChunk(chunk)).toThrow(message);
  });

  it('more streams than there are states', () => {
    const { carry } = session.predictChunk({ inputs: [symbols(1)], targets: [symbols(1)] });
    const two = { inputs: [symbols(1), symbols(1)], targets: [symbols(1), symbols(1)] };
    expect(() => session.predictChunk(two, { carry })).toThrow('is that of 1 streams, but 2 are to go on');
  });

  it('strings, sets, and memories whose state is a history', () => {
    const chunk = { inputs: [symbols(1)], targets: [symbols(1)] };
    const options = { alphabetSize, controller: lstm({ size: 2 }) };
    const of = (other: Parameters<typeof createRecurrentModel>[0]) => {
      const made = createRecurrentModel(other);
      const start = made.initialize(randomStream(1, 'parameters'));
      return createSession({ model: made, engine: referenceExecutor(), parameters: start, admissible: () => [] });
    };
    const refused = 'are for models that predict a stream of symbols by cross-entropy';
    expect(() => of(options).predictChunk(chunk)).toThrow(refused);
    const sets = of({ ...options, predict: 'stream', loss: 'mean-squared-error' });
    expect(() => sets.predictChunk(chunk)).toThrow(refused);
    const memory = nondeterministicStack({ states: 1, symbols: 2 });
    const history = of({ ...options, memory, predict: 'stream' });
    expect(() => history.predictChunk(chunk)).toThrow('the memory "nondeterministic-stack" keeps its whole history');
  });
});
