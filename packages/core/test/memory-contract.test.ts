import {
  createRecurrentModel,
  createSession,
  type Memory,
  ModelError,
  noiseInputs,
  randomStream,
  runOf,
} from '@pushdown/core';
import { add, matMul, mul, referenceExecutor, type Tensor, zeros } from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { times } from './literal-model.ts';
import { tinyController, tinyMemory } from './tiny-parts.ts';

const hidden = 2;
const alphabet = 3;
const size = { shape: [alphabet, hidden], initialize: { name: 'rows', sample: () => new Float64Array(6).fill(0.5) } };

/** Its reading is made of the symbol, h_t and random numbers, and is added to the hidden state. */
const noisy: Memory<{ readonly map: typeof size }, { readonly none: Tensor }> = {
  name: 'noisy',
  joins: 'hidden',
  readingSize: (controllerSize) => controllerSize,
  parameters: (controllerSize, symbolSize) => ({ map: { ...size, shape: [symbolSize, controllerSize] } }),
  noise: ({ batchSize, controllerSize, symbolSize }) => ({ factor: [batchSize, controllerSize + symbolSize - 3] }),
  initialState: ({ batchSize, controllerSize }) => ({
    state: { none: zeros([batchSize]) },
    reading: zeros([batchSize, controllerSize]),
  }),
  step: ({ parameters, hidden: output, symbol, state, noise }) => ({
    state,
    reading: mul(add(matMul(symbol, parameters.map), output), noise.factor as Tensor),
  }),
};

const controller = {
  ...tinyController(hidden),
  addToHidden: (state: { readonly hidden: Tensor }, change: Tensor) => ({ hidden: add(state.hidden, change) }),
};
const model = createRecurrentModel({ alphabetSize: alphabet, controller, memory: noisy });
const parameters = model.initialize(randomStream(1, 'parameters'));
const string = [0, 2, 1, 1];

test('the reading of a memory that joins the hidden state is added to it; it sees symbols and random numbers', () => {
  const execution = referenceExecutor().prepare(model.recurrence(1));
  for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
  const run = runOf(model, [string], { noise: randomStream(1, 'noise') });
  const factors = run.inputs['noise/factor'] as Float64Array;
  expect(factors).toHaveLength(string.length * hidden);
  expect(factors.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(new Set(factors).size).toBe(factors.length);
  const { outputs } = execution.forward(run);

  const value = (path: string): number[] => [...(parameters[path] as Float64Array)];
  // No reading among the inputs: 3 symbols and 2 hidden units.
  expect(value('controller/tiny/cell/weights')).toHaveLength((alphabet + hidden) * hidden);
  let state = value('controller/tiny/start');
  let reading = [0, 0];
  for (const [time, symbol] of string.entries()) {
    const oneHot = [0, 1, 2].map((index) => (index === symbol ? 1 : 0));
    const previous = state.map((unit, index) => unit + (reading[index] as number));
    const sums = times([...oneHot, ...previous], value('controller/tiny/cell/weights'), hidden);
    state = sums.map((sum, unit) => Math.tanh(sum + (value('controller/tiny/cell/bias')[unit] as number)));
    reading = state.map((unit, index) => (0.5 + unit) * (factors[time * hidden + index] as number));
    for (const unit of [0, 1]) {
      expect(outputs.hidden?.values[time * hidden + unit]).toBeCloseTo(state[unit] as number, 13);
      expect(outputs.reading?.values[time * hidden + unit]).toBeCloseTo(reading[unit] as number, 13);
    }
  }
});

test('a session draws new random numbers for every training step, and predicts without any', () => {
  const engine = referenceExecutor();
  const update = {
    name: 'none',
    settings: [],
    slots: [],
    update: ({ parameters: all }: { readonly parameters: Readonly<Record<string, Tensor>> }) => ({
      parameters: all,
      slots: {},
    }),
  };
  const trainable = model.parameters.map(({ path }) => path);
  const session = (seed: number) =>
    createSession({ model, engine, parameters, trainable, update, noise: randomStream(seed, 'noise') });
  const own = session(1);
  const first = own.train([string], {}).loss;
  const predicted = own.predict([string]).nats;
  expect(own.train([string], {}).loss).not.toBe(first);
  expect(own.predict([string]).nats).toEqual(predicted);
  expect(session(1).train([string], {}).loss).toBe(first);
  expect(session(2).train([string], {}).loss).not.toBe(first);
});

test('noise inputs are named, time first, and nothing where there is none', () => {
  expect(model.noise(4)).toEqual({ 'noise/factor': [4, 2] });
  const drawn = noiseInputs(model, { steps: 3, batchSize: 4 }, randomStream(1, 'noise'));
  expect(Object.keys(drawn)).toEqual(['noise/factor']);
  expect(drawn['noise/factor']).toHaveLength(24);
  const middle = noiseInputs(model, { steps: 3, batchSize: 4 });
  expect(middle).toEqual({ 'noise/factor': new Float64Array(24).fill(0.5) });
  expect(runOf(model, [string]).inputs['noise/factor']).toEqual(new Float64Array(8).fill(0.5));
  const quiet = createRecurrentModel({ alphabetSize: alphabet, controller, memory: tinyMemory });
  expect(noiseInputs(quiet, { steps: 3, batchSize: 4 }, randomStream(1, 'noise'))).toEqual({});
});

describe('a reading that cannot be added is refused', () => {
  test('by a controller that has no way for it', () => {
    const make = () => createRecurrentModel({ alphabetSize: alphabet, controller: tinyController(2), memory: noisy });
    expect(make).toThrow(
      new ModelError(
        'the memory "noisy" adds its reading to the hidden state, which the controller "tiny" has no way for',
      ),
    );
  });

  test('in another size', () => {
    const wide: Memory = { ...(noisy as unknown as Memory), readingSize: () => 5 };
    expect(() => createRecurrentModel({ alphabetSize: alphabet, controller, memory: wide })).toThrow(
      'the memory "noisy" adds readings of size 5 to a hidden state of size 2',
    );
  });
});
