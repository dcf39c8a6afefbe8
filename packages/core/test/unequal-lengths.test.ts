import {
  type Controller,
  constant,
  createRecurrentModel,
  createSession,
  type ParameterDeclaration,
  randomStream,
  runOf,
} from '@pushdown/core';
import {
  abs,
  add,
  div,
  mul,
  type Recurrence,
  referenceExecutor,
  sliceAxis,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { expect, test, vi } from 'vitest';
import { tinyController, tinyMemory } from './tiny-parts.ts';

const model = createRecurrentModel({ alphabetSize: 2, controller: tinyController(2), memory: tinyMemory });
const parameters = model.initialize(randomStream(3, 'parameters'));
const engine = referenceExecutor();
const mixed = [[0, 1, 1], [], [1], [0, 1, 0]];

test('a string gets from a mixed batch what it gets alone, and nothing after its end', () => {
  const session = createSession({ model, engine, parameters });
  const { length, nats, predicted } = session.predict(mixed);
  expect(length).toBe(3);
  for (const [column, string] of mixed.entries()) {
    const alone = session.predict([string]);
    const rows = [0, 1, 2, 3].map((position) => position * mixed.length + column);
    const [real, after] = [rows.slice(0, string.length + 1), rows.slice(string.length + 1)];
    expect(real.map((row) => nats[row])).toEqual([...alone.nats]);
    expect(real.map((row) => predicted[row])).toEqual([...alone.predicted]);
    expect(after.map((row) => [nats[row], predicted[row]])).toEqual(after.map(() => [0, -1]));
  }
});

test('strings that have ended keep their states', () => {
  const prepare = (recurrence: Recurrence) => {
    const execution = engine.prepare(recurrence);
    for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
    return execution;
  };
  const together = prepare(model.recurrence(mixed.length, { unequalLengths: true }));
  const { carry = {} } = together.forward({ ...runOf(model, mixed), keepCarry: true });
  const single = prepare(model.recurrence(1));
  for (const [column, string] of mixed.entries()) {
    const alone = single.forward({ ...runOf(model, [string]), keepCarry: true }).carry ?? {};
    for (const [name, { values }] of Object.entries(alone))
      expect([...(carry[name]?.values.slice(2 * column, 2 * column + 2) ?? [])], name).toEqual([...values]);
  }
});

test('what would overflow beyond the end of a string spoils neither loss nor gradients', () => {
  // The symbol 0, which shorter strings are filled up with, multiplies the state: four times is beyond float64.
  const growing: Controller<{ readonly start: ParameterDeclaration }, { readonly amount: Tensor }> = {
    name: 'growing',
    size: 1,
    parameters: () => ({ start: { shape: [1], initialize: constant(0.5) } }),
    initialState({ parameters: { start }, batchSize }) {
      const amount = add(start, zeros([batchSize, 1]));
      return { state: { amount }, output: amount };
    },
    step({ input, state }) {
      const amount = mul(state.amount, add(1, mul(1e90, sliceAxis(input, 1, 0, 1))));
      return { state: { amount }, output: div(amount, add(1, abs(amount))) };
    },
  };
  const wild = createRecurrentModel({ alphabetSize: 2, controller: growing });
  const trainable = wild.parameters.map(({ path }) => path);
  const execution = engine.prepare(wild.recurrence(2, { unequalLengths: true }), { trainable });
  const initial = wild.initialize(randomStream(1, 'parameters'));
  for (const [path, values] of Object.entries(initial)) execution.writeParameter(path, values);
  const { loss, gradients } = execution.gradients(runOf(wild, [[0], [1, 1, 1, 1]]));
  expect(loss).toBeGreaterThan(0);
  for (const values of Object.values(gradients)) expect(values.every(Number.isFinite)).toBe(true);
});

test('the recurrence for unequal lengths is made when it is needed, once', () => {
  const recurrence = vi.fn(model.recurrence);
  const session = createSession({ model: { ...model, recurrence }, engine, parameters });
  session.predict([[0], [1]]);
  session.predict([
    [0, 1],
    [1, 1],
  ]);
  expect(recurrence.mock.calls).toEqual([[2, { unequalLengths: false }]]);
  session.predict([[0], [1, 1]]);
  session.predict([[0, 1], [1]]);
  expect(recurrence.mock.calls.slice(1)).toEqual([[2, { unequalLengths: true }]]);
  expect(model.recurrence(2).inputs).not.toHaveProperty('present');
});

test('a state without a batch is refused by name', () => {
  const own = tinyController(2) as Controller;
  const counting: Controller = {
    ...own,
    initialState: (context) => {
      const { state, output } = own.initialState(context);
      return { state: { ...state, clock: zeros([1]) }, output };
    },
    step: (context) => {
      const { state, output } = own.step(context);
      return { state: { ...state, clock: add(context.state.clock as never, 1) }, output };
    },
  };
  const timed = createRecurrentModel({ alphabetSize: 2, controller: counting });
  expect(() => timed.recurrence(2)).not.toThrow();
  expect(() => timed.recurrence(2, { unequalLengths: true })).toThrow(
    'the first axis of the state "layer-1/clock" is not the batch',
  );
});
