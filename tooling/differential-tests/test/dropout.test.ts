import { elman, gru, lstm, secondOrder } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { createRecurrentModel, createSession, noiseInputs, randomStream, runOf } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { type Executor, referenceExecutor } from '@pushdown/tensors';
import { sgd, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';

const dropout = { input: 0.4, recurrent: 0.5, output: 0.25 };
const size = 4;
const alphabetSize = 3;
const batch = [
  [0, 1, 2, 0, 1],
  [2, 2, 1, 0, 0],
];

const model = createRecurrentModel({ alphabetSize, controller: elman({ size }), dropout });
const parameters = model.initialize(randomStream(1, 'parameters'));

describe('masks', () => {
  it('are 0 or 1 / (1 − rate), as often as the rate says, anew at each step or once a string', () => {
    const [steps, batchSize] = [200, 10];
    const masks = noiseInputs(model, { steps, batchSize }, randomStream(1, 'noise'));
    const rates = { 'dropout/input': 0.4, 'dropout/recurrent/layer-1': 0.5, 'dropout/output/layer-1': 0.25 };
    expect(Object.keys(masks)).toEqual(Object.keys(rates));
    for (const [name, rate] of Object.entries(rates)) {
      const values = masks[name] as Float64Array;
      expect(new Set(values)).toEqual(new Set([0, 1 / (1 - rate)]));
      const isConstant = name.includes('recurrent');
      const own = isConstant ? values.slice(0, batchSize * size) : values;
      if (isConstant) for (const [place, value] of values.entries()) expect(value).toBe(own[place % own.length]);
      const dropped = own.filter((value) => value === 0).length / own.length;
      // Four standard deviations of a share of so many draws.
      expect(Math.abs(dropped - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / own.length));
    }
    // The prediction from h_0 has a mask too.
    expect(masks['dropout/output/layer-1']).toHaveLength((steps + 1) * batchSize * size);
    expect(masks['dropout/input']).toHaveLength(steps * batchSize * alphabetSize);
  });

  it('are 1 in predictions, and not there without dropout', () => {
    const masks = noiseInputs(model, { steps: 2, batchSize: 1 });
    expect(new Set(Object.values(masks).flatMap((values) => [...values]))).toEqual(new Set([1]));
    const none = createRecurrentModel({ alphabetSize, controller: elman({ size }), dropout: { input: 0 } });
    expect(noiseInputs(none, { steps: 2, batchSize: 1 }, randomStream(1, 'noise'))).toEqual({});
  });
});

describe.each([referenceExecutor(), compiledExecutor()])('on the engine $name', (engine) => {
  it('drops what a literal Elman network drops, whose symbols, recalled output and shown output are multiplied', () => {
    const run = runOf(model, batch, { noise: randomStream(7, 'noise') });
    const execution = engine.prepare(model.recurrence(batch.length));
    for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
    const { logits } = execution.forward({ ...run, outputs: ['logits'] }).outputs;

    const parameter = (path: string): Float64Array => parameters[path] as Float64Array;
    const mask = (name: string, width: number, time: number, string: number): Float64Array =>
      (run.inputs[`dropout/${name}`] as Float64Array).slice((time * batch.length + string) * width).slice(0, width);
    const expected: number[] = [];
    const hidden = batch.map(() => new Float64Array(size));
    const classify = (time: number): void => {
      for (const [string, own] of hidden.entries()) {
        const shown = mask('output/layer-1', size, time, string).map((factor, unit) => factor * (own[unit] as number));
        for (let output = 0; output <= alphabetSize; output++) {
          const weights = parameter('classifier/weights');
          const products = [...shown].map(
            (value, unit) => value * (weights[unit * (alphabetSize + 1) + output] as number),
          );
          expected.push(
            products.reduce((total, value) => total + value, parameter('classifier/bias')[output] as number),
          );
        }
      }
    };
    classify(0);
    for (let time = 0; time < run.steps; time++) {
      for (const [string, own] of hidden.entries()) {
        const symbol = batch[string]?.[time] as number;
        const factor = mask('input', alphabetSize, time, string)[symbol] as number;
        const recalled = mask('recurrent/layer-1', size, time, string).map(
          (value, unit) => value * (own[unit] as number),
        );
        hidden[string] = Float64Array.from({ length: size }, (_, unit) => {
          const [input, recurrent] = [
            parameter('controller/elman/inputWeights'),
            parameter('controller/elman/recurrentWeights'),
          ];
          let sum = factor * (input[symbol * size + unit] as number);
          for (const [from, value] of recalled.entries()) sum += value * (recurrent[from * size + unit] as number);
          for (const bias of ['inputBias', 'recurrentBias'])
            sum += parameter(`controller/elman/${bias}`)[unit] as number;
          return Math.tanh(sum);
        });
      }
      classify(time + 1);
    }
    expect(logits?.values).toHaveLength(expected.length);
    for (const [place, value] of expected.entries())
      expect(logits?.values[place]).toBeCloseTo(value, engine.precision === 'float64' ? 12 : 6);
  });

  it('is off in predictions, bit by bit, and draws anew in every training step', () => {
    const options = {
      alphabetSize,
      controller: [lstm({ size }), lstm({ size })],
      memory: superpositionStack({ size: 2 }),
    };
    const [plain, dropping] = [createRecurrentModel(options), createRecurrentModel({ ...options, dropout })];
    const values = plain.initialize(randomStream(1, 'parameters'));
    // Steps that change nothing, so that only masks can tell them apart.
    const still = {
      name: 'still',
      settings: [],
      slots: [],
      update: ({ parameters: same }: { readonly parameters: object }) => ({ parameters: same as never, slots: {} }),
    };
    const session = (model: typeof plain, seed: number) =>
      createSession({
        model,
        engine,
        parameters: values,
        trainable: ['classifier/bias'],
        update: still,
        noise: randomStream(seed, 'noise'),
      });
    const own = session(dropping, 1);
    const losses = [own.train(batch, {}).loss, own.train(batch, {}).loss];
    expect(new Set([...losses, session(plain, 1).train(batch, {}).loss]).size).toBe(3);
    expect(session(dropping, 1).train(batch, {}).loss).toBe(losses[0]);
    expect(session(dropping, 2).train(batch, {}).loss).not.toBe(losses[0]);
    expect(own.predict(batch)).toEqual(session(plain, 1).predict(batch));
  });

  it('draws the same masks as the other one, for strings of unequal lengths too', () => {
    const options = {
      alphabetSize,
      controller: [lstm({ size }), gru({ size })],
      memory: superpositionStack({ size: 2 }),
    };
    const deep = createRecurrentModel({ ...options, dropout });
    const values = deep.initialize(randomStream(1, 'parameters'));
    const mixed = [...batch, [1], [0, 2, 2]];
    const trained = (executor: Executor): number[] => {
      const session = createSession({
        model: deep,
        engine: executor,
        parameters: values,
        trainable: deep.parameters.map(({ path }) => path),
        update: updateOf(sgd()),
        noise: randomStream(5, 'noise'),
      });
      return [batch, mixed, batch].map((strings, index) => {
        return session.train(strings, { learningRate: 0.1, step: index + 1 }).loss;
      });
    };
    const [own, expected] = [trained(engine), trained(referenceExecutor())];
    for (const [step, loss] of own.entries()) expect(loss).toBeCloseTo(expected[step] as number, 5);
  });
});

it.each([
  [{ input: 1 }, 'the dropout of input must be at least 0 and below 1, not 1'],
  [{ output: -0.1 }, 'the dropout of output must be at least 0 and below 1, not -0.1'],
  [{ recurrent: 0.5 }, 'the controller "second-order" has no recurrent dropout'],
])('refuses %j', (refused, message) => {
  const make = () => createRecurrentModel({ alphabetSize, controller: secondOrder({ size }), dropout: refused });
  expect(make).toThrow(message);
});
