import {
  createRecurrentModel,
  createSession,
  type Evaluation,
  evaluateModel,
  type Language,
  randomStream,
  requireScorable,
  type SetEvaluation,
} from '@pushdown/core';
import { referenceExecutor } from '@pushdown/tensors';
import { expect, test } from 'vitest';
import { tinyController } from './tiny-parts.ts';

const language: Language = {
  name: 'everything',
  alphabet: ['a', 'b'],
  level: 'regular',
  validLengths: () => [1, 2],
  sample: (length) => Array.from({ length }, () => 0),
  logProbability: (string) => -string.length * Math.LN2,
  contains: () => true,
};
const context = { language, range: { min: 1, max: 2 }, trainingRange: { min: 1, max: 1 } };

const totalNats: Evaluation = {
  name: 'total-nats',
  start(given) {
    expect(given).toBe(context);
    let total = 0;
    return {
      add({ nats }) {
        for (const value of nats) total += value;
      },
      result: () => ({ nats: { value: total } }),
    };
  },
};

const counts: Evaluation = {
  name: 'counts',
  start() {
    const lengths: number[] = [];
    return {
      add: ({ strings, length }) => void lengths.push(...strings.map(() => length)),
      result: () => ({ strings: { value: lengths.length, bound: 3 }, longest: { value: Math.max(...lengths) } }),
    };
  },
};

test('every evaluation sees every batch, and all measurements come back by name', () => {
  const model = createRecurrentModel({ alphabetSize: 2, controller: tinyController(2) });
  const session = createSession({
    model,
    engine: referenceExecutor(),
    parameters: model.initialize(randomStream(1, 'parameters')),
  });
  const batches = [[[0], [1]], [[0, 1]]];
  const expected = batches
    .flatMap((batch) => [...session.predict(batch).nats])
    .reduce((total, value) => total + value, 0);
  // A generator, because batches of a data set are often made one at a time.
  const oneAtATime = (function* () {
    yield* batches;
  })();
  expect(evaluateModel({ session, batches: oneAtATime, evaluations: [totalNats, counts], context })).toEqual({
    nats: { value: expected },
    strings: { value: 3, bound: 3 },
    longest: { value: 2 },
  });
});

test('two evaluations cannot give a measurement the same name', () => {
  const model = createRecurrentModel({ alphabetSize: 2, controller: tinyController(2) });
  const parameters = model.initialize(randomStream(1, 'parameters'));
  const session = createSession({ model, engine: referenceExecutor(), parameters });
  expect(() => evaluateModel({ session, batches: [[[0]]], evaluations: [counts, counts], context })).toThrow(
    'two evaluations measure "strings"',
  );
});

test('sets go to evaluations that score them, and evaluations that do not fit the model are refused', () => {
  const model = createRecurrentModel({
    alphabetSize: 2,
    controller: tinyController(2),
    loss: 'binary-cross-entropy',
  });
  const session = createSession({
    model,
    engine: referenceExecutor(),
    parameters: model.initialize(randomStream(1, 'parameters')),
    admissible: (string) => [...string, 0].map(() => [true, true, true]),
  });
  const right: SetEvaluation = {
    name: 'right',
    startSets(given) {
      expect(given).toBe(context);
      let total = 0;
      return {
        add({ right }) {
          for (const value of right) total += value;
        },
        result: () => ({ right: { value: total } }),
      };
    },
  };
  const batches = [[[0], [1]], [[0, 1]]];
  const expected = batches
    .flatMap((batch) => [...session.predictSets(batch).right])
    .reduce((total, value) => total + value, 0);
  expect(evaluateModel({ session, batches, evaluations: [right], context })).toEqual({ right: { value: expected } });
  expect(() => evaluateModel({ session, batches, evaluations: [right, counts], context })).toThrow(
    'the evaluation counts scores predictions of symbols, but a model with the loss binary-cross-entropy predicts sets',
  );
  const plain = createRecurrentModel({ alphabetSize: 2, controller: tinyController(2) });
  expect(() => requireScorable(plain, [counts, right])).toThrow(
    'the evaluation right scores predictions of sets, but a model with the loss cross-entropy predicts symbols',
  );
});

test('lets the model predict the strings that an evaluation compares with', () => {
  const model = createRecurrentModel({ alphabetSize: 2, controller: tinyController(2) });
  const session = createSession({
    model,
    engine: referenceExecutor(),
    parameters: model.initialize(randomStream(1, 'parameters')),
  });
  const seen: unknown[] = [];
  const comparing: Evaluation = {
    name: 'comparing',
    start: () => ({
      rivals: (strings) => strings.map((string) => string.map((symbol) => 1 - symbol)),
      add: (predictions, rivals) => void seen.push([predictions, rivals]),
      result: () => ({}),
    }),
  };
  const alone: Evaluation = {
    name: 'alone',
    start: () => ({ add: (...given) => void seen.push(given), result: () => ({}) }),
  };
  evaluateModel({ session, batches: [[[0, 1]]], evaluations: [comparing, alone], context });
  expect(seen).toEqual([[session.predict([[0, 1]]), session.predict([[1, 0]])], [session.predict([[0, 1]])]]);
});
