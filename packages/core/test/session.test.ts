import { type Batch, createRecurrentModel, createSession, ModelError, randomStream, runOf } from '@pushdown/core';
import { add, mul, referenceExecutor, sub, type Tensor, type UpdateDefinition } from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { tinyController, tinyMemory } from './tiny-parts.ts';

const model = createRecurrentModel({ alphabetSize: 2, controller: tinyController(2), memory: tinyMemory });
const parameters = model.initialize(randomStream(3, 'parameters'));
const all = model.parameters.map(({ path }) => path);
const trainable = all.filter((path) => path !== 'memory/trace/offset');
const engine = referenceExecutor();
const settings = { rate: 0.1 };

const update: UpdateDefinition = {
  name: 'momentum',
  settings: ['rate'],
  slots: ['velocity'],
  update({ parameters, gradients, slots, settings }) {
    const convert = (f: (path: string) => Tensor) =>
      Object.fromEntries(Object.keys(parameters).map((path) => [path, f(path)]));
    const velocity = convert((path) => add(mul(0.9, slots.velocity?.[path] as Tensor), gradients[path] as Tensor));
    return {
      parameters: convert((path) =>
        sub(parameters[path] as Tensor, mul(settings.rate as Tensor, velocity[path] as Tensor)),
      ),
      slots: { velocity },
    };
  },
};

const session = () => createSession({ model, engine, parameters, trainable, update });

// Batches of two equal strings have the same mean loss as one: a single execution must walk the same way.
const once: Batch = [[0, 1, 1]];
const twice: Batch = [once[0] as number[], once[0] as number[]];

test('training with changing batch sizes keeps parameters and slots in step', () => {
  const mixed = session();
  const single = session();
  for (const batch of [once, twice, twice, once, twice]) {
    const { loss } = mixed.train(batch, settings);
    expect(single.train(once, settings).loss).toBeCloseTo(loss, 12);
  }
  const expected = single.parameters();
  for (const [path, values] of Object.entries(mixed.parameters())) {
    for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[path]?.[index] as number, 12);
  }
});

test('a session computes what one execution of the engine computes', () => {
  const execution = engine.prepare(model.recurrence(2), { trainable, update });
  for (const path of all) execution.writeParameter(path, parameters[path] as Float64Array);
  const own = session();
  for (let step = 0; step < 3; step++)
    expect(own.train(twice, settings).loss).toBe(execution.train(runOf(model, twice), settings).loss);
  for (const path of all) expect(own.parameters()[path]).toEqual(execution.readParameter(path));
});

test('frozen parameters stay bit for bit, others move', () => {
  const own = session();
  own.train(once, settings);
  for (const path of all) {
    const same = String(own.parameters()[path]) === String(parameters[path]);
    expect(same, path).toBe(!trainable.includes(path));
  }
});

test('predictions between training steps change nothing', () => {
  const [one, other] = [session(), session()];
  one.train(once, settings);
  other.train(once, settings);
  one.predict([[0], [1], [0]]);
  expect(one.train(once, settings).loss).toBe(other.train(once, settings).loss);
});

test('predictions have one row a position and the end', () => {
  const predictions = session().predict(twice);
  expect(predictions.strings).toBe(twice);
  expect(predictions.length).toBe(3);
  expect(predictions.nats).toHaveLength(8);
  expect(predictions.predicted).toHaveLength(8);
  expect(predictions.nats[0]).toBe(predictions.nats[1]);
  expect(session().predict([[]]).nats).toHaveLength(1);
});

test('parameters are copies', () => {
  const own = session();
  own.parameters()[all[0] as string]?.fill(0);
  expect(own.parameters()).toEqual(parameters);
});

describe('loading', () => {
  test('replaces all parameters', () => {
    const own = session();
    const other = model.initialize(randomStream(4, 'parameters'));
    own.train(twice, settings);
    own.load(other);
    expect(own.parameters()).toEqual(other);
    expect(own.predict(once).nats).toEqual(createSession({ model, engine, parameters: other }).predict(once).nats);
  });

  test('refuses a set that lacks a parameter or has it in another size, and then changes nothing', () => {
    const own = session();
    const last = all.at(-1) as string;
    const { [last]: _left, ...lacking } = model.initialize(randomStream(4, 'parameters'));
    expect(() => own.load(lacking)).toThrow(new ModelError(`the parameter "${last}" needs 3 values, given none`));
    expect(() => own.load({ ...lacking, [last]: [1] })).toThrow(`the parameter "${last}" needs 3 values, given 1`);
    expect(own.parameters()).toEqual(parameters);
  });
});

test('a batch that is no batch is refused before the engine prepares anything', () => {
  const own = session();
  expect(() => own.train([], settings)).toThrow('a batch needs at least one string');
  expect(() => own.predict([[0], [0, 2]])).toThrow('symbol 2 at position 1 is outside the alphabet');
});

test('an engine is named, and a session without an update cannot train', () => {
  const own = createSession({ model, engine, parameters });
  expect(own.engine).toBe('reference');
  expect(() => own.train(once, settings)).toThrow('was prepared without an update and cannot train');
});
