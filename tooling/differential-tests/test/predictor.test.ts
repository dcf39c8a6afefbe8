import { elman, lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import {
  admissibleSets,
  type Batch,
  createRecurrentModel,
  createSession,
  decodeParameters,
  encodeParameters,
  evaluateModel,
  type Memory,
  type RecurrentModel,
  randomStream,
} from '@pushdown/core';
import { count3 } from '@pushdown/datasets';
import { perplexity } from '@pushdown/evaluation';
import { superpositionStack } from '@pushdown/memory-structures';
import { createPredictor, stringsOf, tensorflowExecutor } from '@pushdown/tensorflow';
import { type Executor, referenceExecutor } from '@pushdown/tensors';
import { adam, updateOf } from '@pushdown/training';
import * as core from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mismatch } from '../src/compare.ts';

const tf = (core as unknown as { readonly default: typeof core }).default;
const tolerance = { relative: 2e-5, absolute: 5e-6 };
const alphabetSize = 3;
const model = createRecurrentModel({
  alphabetSize,
  controller: lstm({ size: 5, initialRange: 0.5 }),
  memory: superpositionStack({ size: 3 }) as Memory,
});
const batch = [
  [0, 1, 2, 1],
  [2, 2, 0, 0],
];

beforeAll(() => tensorflowExecutor('tensorflow-cpu').load());

/** Parameters after some training, which are not the initial ones. */
function trained(engine: Executor, of: RecurrentModel = model): Record<string, ArrayLike<number>> {
  const session = createSession({
    model: of,
    engine,
    parameters: of.initialize(randomStream(1, 'parameters')),
    trainable: of.parameters.map(({ path }) => path),
    update: updateOf(adam(), 5),
  });
  for (let step = 1; step <= 5; step++) session.train(batch, { learningRate: 0.02, step });
  const parameters = session.parameters();
  session.dispose();
  return parameters;
}

/** −ln of the probabilities that a predictor gives to what comes next, by position, then string. */
function natsOf(probabilities: core.Tensor, strings: readonly (readonly number[])[]): number[] {
  const [, positions = 0, outputs = 0] = probabilities.shape;
  const values = probabilities.dataSync();
  return Array.from({ length: positions }, (_, position) =>
    strings.map((string, row) => {
      const next = string[position] ?? alphabetSize;
      return -Math.log(values[(row * positions + position) * outputs + next] as number);
    }),
  ).flat();
}

describe.each([
  ['the default engine', undefined],
  ['the compiler', compiledExecutor()],
  ['the JavaScript backend', tensorflowExecutor('tensorflow-cpu')],
] as const)('a predictor on %s', (_name, engine) => {
  it('gives the probabilities that a session scores, and leaves no tensor but its result', async () => {
    const parameters = trained(referenceExecutor());
    const predictor = await createPredictor({ model, parameters, ...(engine === undefined ? {} : { engine }) });
    const expected = createSession({ model, engine: referenceExecutor(), parameters }).predict(batch);
    const symbols = tf.tensor2d(batch, [2, 4], 'int32');
    predictor.predict(symbols).dispose();
    const { numTensors } = tf.memory();
    const found = predictor.predict(symbols);
    expect(tf.memory().numTensors).toBe(numTensors + 1);
    expect(found.shape).toEqual([2, 5, 4]);
    expect(mismatch(natsOf(found, batch), expected.nats, tolerance)).toBeUndefined();
    expect(mismatch(tf.sum(found, -1).dataSync(), new Float32Array(10).fill(1), tolerance)).toBeUndefined();
    // Batches of another size, as pipelines have at their ends.
    const one = predictor.predict(tf.tensor2d([[0, 1, 2, 1]], [1, 4], 'int32'));
    expect(mismatch(one.dataSync(), found.dataSync().slice(0, 20), tolerance)).toBeUndefined();
    predictor.dispose();
  });
});

it('a predictor of sets gives the probability of each symbol to be admitted', async () => {
  const sets = createRecurrentModel({
    alphabetSize,
    controller: elman({ size: 4, initialRange: 0.5 }),
    loss: 'binary-cross-entropy',
    predict: 'stream',
  });
  const parameters = sets.initialize(randomStream(3, 'parameters'));
  const predictor = await createPredictor({ model: sets, parameters });
  const found = predictor.predict(tf.tensor2d(batch, [2, 4], 'int32'));
  expect(found.shape).toEqual([2, 4, 3]);
  const admissible = admissibleSets({ name: 'all', admissibleNext: () => [true, true, true, true] });
  const { admitted } = createSession({ model: sets, engine: referenceExecutor(), parameters, admissible }).predictSets(
    batch,
  );
  const values = tf.transpose(found, [1, 0, 2]).dataSync();
  expect(Array.from(values, (value) => (value > 0.5 ? 1 : 0))).toEqual(Array.from(admitted));
  predictor.dispose();
});

it('checkpoints of one engine are read by another', async () => {
  const engine = tensorflowExecutor('tensorflow-cpu');
  const file = encodeParameters(model, trained(engine) as never, {});
  const parameters = decodeParameters(model, file);
  for (const other of [compiledExecutor(), engine, referenceExecutor()]) {
    const predictor = await createPredictor({ model, parameters, engine: other });
    const found = natsOf(predictor.predict(tf.tensor2d(batch, [2, 4], 'int32')), batch);
    const { nats } = createSession({ model, engine, parameters }).predict(batch);
    expect(mismatch(found, nats, tolerance), other.name).toBeUndefined();
    predictor.dispose();
  }
});

it('tensors of symbols are evaluated as the strings they hold, of different lengths too', () => {
  const short = [0, 1, 2];
  const long = [0, 0, 1, 1, 2, 2];
  const strings = [short, long];
  const parameters = trained(compiledExecutor());
  const session = createSession({ model, engine: compiledExecutor(), parameters });
  const mixed = tf.tensor2d([[...short, -1, -1, -1], long], [2, 6], 'int32');
  expect(stringsOf(mixed)).toEqual(strings);
  expect(session.predict(stringsOf(mixed))).toEqual(session.predict(strings));

  const lengths = { min: 3, max: 9 };
  const measured = (batches: Batch[]) =>
    evaluateModel({
      session,
      batches,
      evaluations: [perplexity()],
      context: { language: count3(), range: lengths, trainingRange: lengths },
    });
  const tensors = strings.map((string) => tf.tensor2d([string], [1, string.length], 'int32'));
  expect(measured(tensors.map(stringsOf))).toEqual(measured(strings.map((string) => [string])));
});

describe('what is refused', () => {
  it.each([
    ['a tensor of another rank', () => stringsOf(tf.tensor1d([1, 2])), 'not one of the shape [2]'],
    ['a fraction', () => stringsOf(tf.tensor2d([[0, 0.5]])), 'the symbol 0.5 at [0, 1] is no integer'],
    ['a hole', () => stringsOf(tf.tensor2d([[0, -1, 1]])), 'the symbol 1 at [0, 2] follows the end of its string'],
  ])('%s', (_what, act, message) => {
    expect(act).toThrow(message);
  });

  it.each([
    ['a symbol that is not in the alphabet', [[0, 3]], 'the symbol 3 at [0, 1] is outside the alphabet of 3 symbols'],
    [
      'strings of different lengths',
      [
        [0, 1],
        [0, -1],
      ],
      'string 1 has 1 symbols, but string 0 has 2',
    ],
  ])('%s, by a predictor', async (_what, rows, message) => {
    const predictor = await createPredictor({ model, parameters: trained(referenceExecutor()) });
    expect(() => predictor.predict(tf.tensor2d(rows))).toThrow(message);
    predictor.dispose();
  });

  it('parameters that are missing or of the wrong size', async () => {
    const { 'classifier/bias': bias, ...rest } = trained(referenceExecutor());
    await expect(createPredictor({ model, parameters: rest })).rejects.toThrow(
      'the parameter "classifier/bias" is missing',
    );
    const short = { ...rest, 'classifier/bias': Array.from(bias ?? []).slice(1) };
    await expect(createPredictor({ model, parameters: short })).rejects.toThrow(
      'the parameter "classifier/bias" has 4 values, given 3',
    );
  });
});
