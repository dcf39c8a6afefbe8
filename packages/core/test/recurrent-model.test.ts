import { createRecurrentModel, ModelError, randomStream, runOf } from '@pushdown/core';
import { referenceExecutor } from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { literalRun, plus, times } from './literal-model.ts';
import { tinyController, tinyMemory } from './tiny-parts.ts';

const alphabet = 3;
const hidden = 2;
const controller = tinyController(hidden);
const withMemory = createRecurrentModel({ alphabetSize: alphabet, controller, memory: tinyMemory });
const without = createRecurrentModel({ alphabetSize: alphabet, controller });
const batch = [
  [0, 2, 1, 1],
  [1, 1, 0, 2],
  [2, 0, 0, 0],
];

function prepared(model: typeof without, batchSize: number) {
  const execution = referenceExecutor().prepare(model.recurrence(batchSize));
  const values = model.initialize(randomStream(1, 'parameters'));
  for (const [path, numbers] of Object.entries(values)) execution.writeParameter(path, numbers);
  return { execution, values };
}

describe('parameters', () => {
  test('have stable paths, components and shapes', () => {
    expect(withMemory.parameters.map(({ path, component, shape }) => [path, component, shape])).toEqual([
      ['controller/tiny/cell/weights', 'controller', [alphabet + hidden + hidden, hidden]],
      ['controller/tiny/cell/bias', 'controller', [hidden]],
      ['controller/tiny/start', 'controller', [hidden]],
      ['memory/trace/offset', 'memory', [hidden]],
      ['classifier/weights', 'classifier', [hidden, alphabet + 1]],
      ['classifier/bias', 'classifier', [alphabet + 1]],
    ]);
    expect(withMemory.parameterCount).toBe(7 * 2 + 2 + 2 + 2 + 2 * 4 + 4);
  });

  test('of stacked controllers and an embedding', () => {
    const model = createRecurrentModel({
      alphabetSize: alphabet,
      controller: [tinyController(2), tinyController(3, 'upper')],
      memory: tinyMemory,
      embedding: { size: 5 },
    });
    expect(model.parameters.map(({ path, shape }) => `${path} ${shape.join('x')}`)).toEqual([
      'embedding/vectors 3x5',
      // The reading has the size of the top controller: 5 + 3 + 2 rows.
      'controller/layer-1/tiny/cell/weights 10x2',
      'controller/layer-1/tiny/cell/bias 2',
      'controller/layer-1/tiny/start 2',
      'controller/layer-2/upper/cell/weights 5x3',
      'controller/layer-2/upper/cell/bias 3',
      'controller/layer-2/upper/start 3',
      'memory/trace/offset 3',
      'classifier/weights 3x4',
      'classifier/bias 4',
    ]);
    expect(model.parameters[0]?.component).toBe('embedding');
  });

  test('are initialized in order from one stream', () => {
    const values = withMemory.initialize(randomStream(1, 'parameters'));
    expect(values).toEqual(withMemory.initialize(randomStream(1, 'parameters')));
    expect(values).not.toEqual(withMemory.initialize(randomStream(2, 'parameters')));
    expect([...(values['memory/trace/offset'] as Float64Array)]).toEqual([0.25, 0.25]);
    const bound = Math.sqrt(6 / (hidden + alphabet + 1));
    expect(Math.max(...(values['classifier/weights'] as Float64Array).map(Math.abs))).toBeLessThanOrEqual(bound);
  });
});

describe.each([
  ['with a memory', withMemory, true],
  ['without a memory', without, false],
] as const)('a string model %s', (_name, model, memory) => {
  test('equals the literal loop: n + 1 predictions, the first from h_0, readings one step late', () => {
    const { execution, values } = prepared(model, batch.length);
    const { outputs, loss } = execution.gradients(runOf(model, batch));
    expect(outputs.logits?.shape).toEqual([5, batch.length, alphabet + 1]);
    let total = 0;
    for (const [column, string] of batch.entries()) {
      const expected = literalRun(string, values, { alphabet, hidden, withMemory: memory });
      for (const [time, row] of expected.logits.entries()) {
        const begin = (time * batch.length + column) * (alphabet + 1);
        const found = [...(outputs.logits?.values.slice(begin, begin + alphabet + 1) ?? [])];
        for (const [symbol, logit] of row.entries()) expect(found[symbol]).toBeCloseTo(logit, 13);
        expect(outputs.nats?.values[time * batch.length + column]).toBeCloseTo(expected.nats[time] as number, 13);
        expect(outputs.predicted?.values[time * batch.length + column]).toBe(row.indexOf(Math.max(...row)));
        total += expected.nats[time] as number;
      }
    }
    expect(loss).toBeCloseTo(total / batch.length, 12);
  });

  test('predicts only the end from h_0 for empty strings', () => {
    const { execution, values } = prepared(model, 2);
    const { outputs } = execution.forward(runOf(model, [[], []]));
    const { nats } = literalRun([], values, { alphabet, hidden, withMemory: memory });
    expect(outputs.nats?.shape).toEqual([1, 2]);
    expect(outputs.nats?.values[1]).toBeCloseTo(nats[0] as number, 14);
  });
});

test('readings and named actions of the memory are outputs after each symbol', () => {
  const { execution } = prepared(withMemory, 1);
  const { outputs } = execution.forward(runOf(withMemory, [[0, 1]]));
  expect(outputs.reading?.shape).toEqual([2, 1, hidden]);
  expect([...(outputs['actions/kept']?.values.slice(0, 2) ?? [])]).toEqual([0, 0]);
  // kept at step 2 = ½ total at step 1 = ½ h_1
  expect(outputs['actions/kept']?.values[2]).toBeCloseTo(0.5 * (outputs.hidden?.values[0] as number), 15);
});

test('stacked controllers each get the output of the one before', () => {
  const model = createRecurrentModel({
    alphabetSize: 2,
    controller: [tinyController(2, 'a'), tinyController(2, 'b')],
    embedding: { size: 3 },
  });
  const { execution, values } = prepared(model, 1);
  const value = (path: string): number[] => [...(values[path] as Float64Array)];
  const step = (layer: string, input: readonly number[]): number[] => {
    const [weights, bias] = [value(`controller/${layer}/cell/weights`), value(`controller/${layer}/cell/bias`)];
    return plus(times([...input, ...value(`controller/${layer}/start`)], weights, 2), bias).map(Math.tanh);
  };
  const embedded = value('embedding/vectors').slice(3, 6);
  const top = step('layer-2/b', step('layer-1/a', embedded));
  const { outputs } = execution.forward(runOf(model, [[1]]));
  for (const [unit, expected] of top.entries()) expect(outputs.hidden?.values[unit]).toBeCloseTo(expected, 14);
});

test('a stream model predicts after each symbol, without an end and without a prediction from h_0', () => {
  const stream = createRecurrentModel({ alphabetSize: alphabet, controller, predict: 'stream' });
  expect(stream.outputSize).toBe(alphabet);
  const { execution } = prepared(stream, 2);
  const { outputs } = execution.forward({
    steps: 2,
    inputs: { symbols: [0, 1, 2, 0], targets: [2, 0, 1, 1] },
  });
  expect(outputs.nats?.shape).toEqual([2, 2]);
  expect(outputs.logits?.shape).toEqual([2, 2, alphabet]);
  expect(() => runOf(stream, [[0]])).toThrow(
    'a model that predicts a stream of symbols takes chunks of streams, not batches of strings',
  );
});

describe('what makes no model is refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      'no controller',
      () => createRecurrentModel({ alphabetSize: 2, controller: [] }),
      'a model needs at least one controller',
    ],
    [
      'no symbols',
      () => createRecurrentModel({ alphabetSize: 0, controller }),
      'the alphabet needs at least one symbol, not 0',
    ],
    [
      'an empty embedding',
      () => createRecurrentModel({ alphabetSize: 2, controller, embedding: { size: 0 } }),
      'embedding vectors need at least one element, not 0',
    ],
  ])('%s', (_name, create, message) => {
    expect(create).toThrow(ModelError);
    expect(create).toThrow(message);
  });
});

describe('runOf', () => {
  test('lays strings out time first, the targets shifted by one with the end last', () => {
    const { steps, inputs } = runOf(without, [
      [0, 1],
      [2, 0],
    ]);
    expect(steps).toBe(2);
    expect([...inputs.symbols]).toEqual([0, 2, 1, 0]);
    expect([...inputs.targets]).toEqual([0, 2, 1, 0, 3, 3]);
    expect(inputs.present).toBeUndefined();
  });

  test('fills shorter strings up and says where their symbols are', () => {
    const { steps, inputs } = runOf(without, [[1], [2, 2], []]);
    expect(steps).toBe(2);
    expect([...inputs.symbols]).toEqual([1, 2, 0, 0, 2, 0]);
    // Every string's first target after its symbols is the end.
    expect([...inputs.targets]).toEqual([1, 2, 3, 3, 2, 3, 3, 3, 3]);
    expect(Array.from(inputs.present ?? [])).toEqual([1, 1, 0, 0, 1, 0]);
  });

  test.each<[string, number[][], string]>([
    ['no strings', [], 'a batch needs at least one string'],
    ['a symbol beyond the alphabet', [[0, 3]], 'symbol 3 at position 1 is outside the alphabet of 3 symbols'],
    ['a negative symbol', [[-1]], 'symbol -1 at position 0 is outside the alphabet'],
    ['a fractional symbol', [[0.5]], 'symbol 0.5 at position 0 is outside the alphabet'],
  ])('refuses %s', (_name, strings, message) => {
    expect(() => runOf(without, strings)).toThrow(ModelError);
    expect(() => runOf(without, strings)).toThrow(message);
  });
});
