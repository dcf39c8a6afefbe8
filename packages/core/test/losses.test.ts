import {
  type AdmissibleSets,
  admissibleSets,
  type Batch,
  createRecurrentModel,
  createSession,
  type LossName,
  ModelError,
  type ParameterValues,
  randomStream,
  runOf,
} from '@pushdown/core';
import { referenceExecutor } from '@pushdown/tensors';
import { describe, expect, test, vi } from 'vitest';
import { literalRun } from './literal-model.ts';
import { tinyController, tinyMemory } from './tiny-parts.ts';

const alphabet = 3;
const hidden = 2;
const engine = referenceExecutor();
const setLosses = ['mean-squared-error', 'binary-cross-entropy'] as const;

/** A language without meaning: what may come next depends on the length and the last symbol of a prefix. */
const admissibleNext = (prefix: readonly number[]): boolean[] => {
  const last = prefix.at(-1) ?? 2;
  return [true, last === 0, last !== 1, prefix.length % 2 === 0];
};
const admissible = admissibleSets({ name: 'test', admissibleNext });

function build(loss: LossName, predict: 'string' | 'stream' = 'string') {
  return createRecurrentModel({
    alphabetSize: alphabet,
    controller: tinyController(hidden),
    memory: tinyMemory,
    loss,
    predict,
  });
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Loss of one output, and its derivative in the logit. */
const literal: Readonly<Record<(typeof setLosses)[number], (logit: number, target: number) => [number, number]>> = {
  'mean-squared-error': (logit, target) => {
    const output = sigmoid(logit);
    return [(output - target) ** 2, 2 * (output - target) * output * (1 - output)];
  },
  'binary-cross-entropy': (logit, target) => [
    -(target * Math.log(sigmoid(logit)) + (1 - target) * Math.log(1 - sigmoid(logit))),
    sigmoid(logit) - target,
  ],
};

test('cross-entropy is the default', () => {
  const model = createRecurrentModel({ alphabetSize: alphabet, controller: tinyController(hidden) });
  expect([model.loss, model.targets]).toEqual(['cross-entropy', 'symbol']);
  expect([build('mean-squared-error').loss, build('mean-squared-error').targets]).toEqual([
    'mean-squared-error',
    'set',
  ]);
});

test('an unknown loss is refused with those there are', () => {
  expect(() => build('hinge' as LossName)).toThrow(
    new ModelError('there is no loss "hinge" (known: cross-entropy, mean-squared-error, binary-cross-entropy)'),
  );
});

describe.each(setLosses)('%s on sets', (loss) => {
  describe.each(['string', 'stream'] as const)('of a %s', (predict) => {
    const model = build(loss, predict);
    const outputSize = predict === 'string' ? alphabet + 1 : alphabet;
    const parameters: ParameterValues = {
      ...model.initialize(randomStream(6, 'parameters')),
      // Such that some sets are right and others are not.
      'classifier/bias': Float64Array.of(2, -2, 2, 2).slice(0, outputSize),
    };
    // Mixed lengths, the empty string among them.
    const batch: Batch = [[0, 2, 1], [1], [], [2, 2]];

    /** What one string costs by position, which symbols it admits, and ∂(sum of costs)/∂(classifier bias). */
    function expected(string: readonly number[]) {
      // The literal model has one output more than a stream model; its last one, the end, is left out there.
      const weights = parameters['classifier/weights'] as Float64Array;
      const wide = {
        ...parameters,
        'classifier/weights': Float64Array.from({ length: hidden * (alphabet + 1) }, (_, place) => {
          const [row, column] = [Math.floor(place / (alphabet + 1)), place % (alphabet + 1)];
          return column < outputSize ? (weights[row * outputSize + column] as number) : 0;
        }),
        'classifier/bias': Float64Array.from(
          { length: alphabet + 1 },
          (_, place) => parameters['classifier/bias']?.[place] ?? 0,
        ),
      };
      const first = predict === 'string' ? 0 : 1;
      const { logits } = literalRun(string, wide, { alphabet, hidden, withMemory: true });
      const biasGradient = Array.from({ length: outputSize }, () => 0);
      const rows = logits.slice(first).map((row, index) => {
        const targets = admissibleNext(string.slice(0, first + index)).slice(0, outputSize);
        const costs = row.slice(0, outputSize).map((logit, symbol) => {
          const [cost, derivative] = literal[loss](logit, targets[symbol] === true ? 1 : 0);
          (biasGradient[symbol] as number) += derivative / outputSize;
          return cost;
        });
        const admitted = row.slice(0, outputSize).map((logit) => (sigmoid(logit) > 0.5 ? 1 : 0));
        return {
          cost: costs.reduce((total, cost) => total + cost, 0) / outputSize,
          admitted,
          right: admitted.every((value, symbol) => (value === 1) === targets[symbol]) ? 1 : 0,
        };
      });
      return { rows, biasGradient };
    }

    test('equals a literal computation, string by string, and is 0 after their ends', () => {
      const session = createSession({ model, engine, parameters, admissible });
      const predictions = session.predictSets(batch);
      const positions = predict === 'string' ? 4 : 3;
      expect(predictions).toMatchObject({ strings: batch, positions, outputSize });
      const verdicts = new Set<number>();
      for (const [column, string] of batch.entries()) {
        const { rows } = expected(string);
        expect(rows).toHaveLength(string.length + positions - 3);
        for (let position = 0; position < positions; position++) {
          const row = position * batch.length + column;
          const wanted = rows[position] ?? { cost: 0, admitted: Array(outputSize).fill(0), right: 0 };
          expect(predictions.losses[row]).toBeCloseTo(wanted.cost, 13);
          expect([...predictions.admitted.slice(row * outputSize, (row + 1) * outputSize)]).toEqual(wanted.admitted);
          expect(predictions.right[row]).toBe(wanted.right);
          if (position < rows.length) verdicts.add(wanted.right);
        }
      }
      expect(verdicts).toEqual(new Set([0, 1]));
    });

    test('has the gradient of the literal computation in the bias of the classifier', () => {
      const trainable = ['classifier/bias'];
      const recurrence = model.recurrence(batch.length, { unequalLengths: true });
      const execution = engine.prepare(recurrence, { trainable });
      for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
      const { loss: found, gradients } = execution.gradients(runOf(model, batch, { admissible }));
      const all = batch.map(expected);
      const mean = (values: readonly number[]): number =>
        values.reduce((total, value) => total + value, 0) / batch.length;
      expect(found).toBeCloseTo(mean(all.flatMap(({ rows }) => rows.map(({ cost }) => cost))), 13);
      for (const [symbol, value] of Array.from(gradients['classifier/bias'] ?? []).entries())
        expect(value).toBeCloseTo(mean(all.map(({ biasGradient }) => biasGradient[symbol] as number)), 13);
    });
  });
});

test('binary cross-entropy has its gradient where logits are exactly 0, and is finite where they are huge', () => {
  const model = build('binary-cross-entropy');
  const parameters = Object.fromEntries(
    model.parameters.map(({ path, shape }) => [path, new Float64Array(shape.reduce((a, b) => a * b, 1))]),
  );
  const execution = engine.prepare(model.recurrence(1), { trainable: ['classifier/bias'] });
  for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
  const at = (bias: readonly number[]) => {
    execution.writeParameter('classifier/bias', bias);
    return execution.gradients(runOf(model, [[]], { admissible }));
  };
  // Before the first symbol 0, 2 and the end may come.
  expect([...(at([0, 0, 0, 0]).gradients['classifier/bias'] ?? [])]).toEqual([-0.125, 0.125, -0.125, -0.125]);
  expect(at([800, 800, 800, 800]).loss).toBeCloseTo(200, 12);
  expect(at([-800, 800, -800, -800]).loss).toBeCloseTo(800, 12);
  expect(at([800, -800, 800, 800]).loss).toBe(0);
});

describe('sessions', () => {
  const model = build('mean-squared-error');
  const parameters = model.initialize(randomStream(6, 'parameters'));

  test('need the sets that a model is to learn', () => {
    expect(() => createSession({ model, engine, parameters })).toThrow(
      'a session of a model with the loss mean-squared-error needs "admissible"',
    );
    expect(() => admissibleSets({ name: 'secretive' })).toThrow(
      'the language secretive does not tell which symbols may come next',
    );
  });

  test('predict what the model predicts and say so otherwise', () => {
    const sets = createSession({ model, engine, parameters, admissible });
    expect(() => sets.predict([[0]])).toThrow(
      'a model with the loss mean-squared-error predicts sets; use predictSets',
    );
    const plain = build('cross-entropy');
    const symbols = createSession({ model: plain, engine, parameters });
    expect(() => symbols.predictSets([[0]])).toThrow(
      'a model with the loss cross-entropy predicts symbols; use predict',
    );
  });

  test('ask for the sets of a string once', () => {
    const asked = vi.fn(admissibleNext);
    const session = createSession({
      model,
      engine,
      parameters,
      admissible: admissibleSets({ name: 'test', admissibleNext: asked }),
    });
    const batch = [[0, 1]];
    session.predictSets(batch);
    session.predictSets(batch);
    expect(asked.mock.calls.map(([prefix]) => prefix)).toEqual([[], [0], [0, 1]]);
  });

  test.each<[string, AdmissibleSets]>([
    ['too few rows', () => [[true, true, true, true]]],
    ['rows without the end', (string) => [...string, 0].map(() => [true, true, true])],
  ])('refuse %s', (_name, wrong) => {
    expect(() => createSession({ model, engine, parameters, admissible: wrong }).predictSets([[0]])).toThrow(
      'the sets of symbols after the prefixes of a string of 1 symbols are 2 rows of 4 booleans',
    );
  });
});

describe('runOf', () => {
  test('lays sets out time first, then string, then symbol', () => {
    const { inputs } = runOf(build('mean-squared-error'), [[0], [1, 2]], { admissible });
    const rows = [[], [], [0], [1], undefined, [1, 2]].map((prefix) =>
      prefix === undefined ? [0, 0, 0, 0] : admissibleNext(prefix).map(Number),
    );
    expect([...inputs.targets]).toEqual(rows.flat());
  });

  test('leaves out the start and the end for a model of streams', () => {
    const { inputs } = runOf(build('mean-squared-error', 'stream'), [[0, 1]], { admissible });
    expect([...inputs.targets]).toEqual(
      [[0], [0, 1]].flatMap((prefix) => admissibleNext(prefix).slice(0, 3).map(Number)),
    );
  });

  test('needs sets for a model of sets', () => {
    expect(() => runOf(build('mean-squared-error'), [[0]])).toThrow(
      'a model with the loss mean-squared-error needs the sets of symbols that may come next',
    );
  });
});
