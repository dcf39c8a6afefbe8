import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import {
  type Controller,
  createRecurrentModel,
  createSession,
  OptionError,
  type ParameterValues,
  type RecurrentModel,
  randomStream,
  referenceEngine,
  runOf,
  uniform,
} from '@pushdown/core';
import { count3, markedReversal } from '@pushdown/datasets';
import { nondeterministicStack, superpositionStack } from '@pushdown/memory-structures';
import {
  type ComparedScore,
  drawTestSet,
  estimate,
  followDynamics,
  gradientNorms,
  growthTable,
  measureStability,
  perturbationGaps,
  type StabilityResult,
  stabilityBlocks,
  stabilityByLength,
  tableToText,
} from '@pushdown/studies';
import { add, linear, type Tensor, type Tensors, zeros } from '@pushdown/tensors';
import { beforeAll, describe, expect, it } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';

/** h' = h·W + x·U, without any bend: everything about it is known. */
const linearController: Controller = {
  name: 'linear',
  size: 2,
  parameters: (inputSize) => ({
    recurrent: { shape: [2, 2], initialize: uniform(1) },
    input: { shape: [inputSize, 2], initialize: uniform(1) },
  }),
  initialState: ({ batchSize }) => ({ state: { h: zeros([batchSize, 2]) }, output: zeros([batchSize, 2]) }),
  step: ({ parameters, input, state }) => {
    const weights = parameters as unknown as Tensors;
    const turned = linear(state.h as Tensor, { weights: weights.recurrent as Tensor });
    const h = add(turned, linear(input, { weights: weights.input as Tensor }));
    return { state: { h }, output: h };
  },
};

/** A linear network over two symbols with given recurrent weights, row-major. */
function linearModel(recurrent: readonly number[]): {
  readonly model: RecurrentModel;
  readonly parameters: ParameterValues;
} {
  const model = createRecurrentModel({ alphabetSize: 2, controller: linearController });
  const random = randomStream(2, 'test');
  const drawn = Object.fromEntries(
    model.parameters.map(({ path, shape }) => [
      path,
      Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform() - 0.5),
    ]),
  );
  return { model, parameters: { ...drawn, 'controller/linear/recurrent': Float64Array.from(recurrent) } };
}

/** diag(a, b) seen from axes turned by 0.6: the same eigenvalues, and no zeros. */
function turned(a: number, b: number): number[] {
  const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
  return [a * c * c + b * s * s, (a - b) * c * s, (a - b) * c * s, a * s * s + b * c * c];
}

function binaryString(length: number): number[] {
  return Array.from({ length }, (_, index) => (index * index) % 2);
}

describe('the largest Lyapunov exponent', () => {
  it.each([
    [1.1, 0.5],
    [0.9, -0.3],
    [0.2, -0.97],
  ])('of a linear network is the logarithm of its largest eigenvalue (%d, %d)', (a, b) => {
    const { model, parameters } = linearModel(turned(a, b));
    const followed = followDynamics({
      model,
      parameters,
      engine: referenceEngine({}),
      batch: [binaryString(200), binaryString(200).reverse()],
      random: randomStream(1, 'test'),
    });
    const expected = Math.log(Math.max(Math.abs(a), Math.abs(b)));
    expect(followed?.lyapunov).toHaveLength(2);
    for (const exponent of followed?.lyapunov ?? []) expect(exponent).toBeCloseTo(expected, 4);
  });

  it('is that of the product of Jacobians of an LSTM', () => {
    const model = createRecurrentModel({ alphabetSize: 2, controller: lstm({ size: 2, initialRange: 2 }) });
    const parameters = model.initialize(randomStream(3, 'parameters'));
    const string = binaryString(60);
    const [actual] =
      followDynamics({
        model,
        parameters,
        engine: referenceEngine({}),
        batch: [string],
        random: randomStream(1, 'test'),
      })?.lyapunov ?? [];
    expect(actual).toBeCloseTo(literalLstmExponent(parameters, string, 10), 3);
  });

  it('does not exist where a run cannot go on from a state', () => {
    const model = createRecurrentModel({
      alphabetSize: 3,
      controller: lstm({ size: 2 }),
      memory: nondeterministicStack({ states: 1, symbols: 2 }),
    });
    const parameters = model.initialize(randomStream(3, 'parameters'));
    const options = { model, parameters, engine: referenceEngine({}), random: randomStream(1, 'test') };
    expect(followDynamics({ ...options, batch: [[0, 1, 2]] })).toBeUndefined();
  });
});

/** An LSTM of two units written out, with its Jacobians by central differences of all four states. */
function literalLstmExponent(parameters: ParameterValues, string: readonly number[], settling: number): number {
  const model = createRecurrentModel({ alphabetSize: 2, controller: lstm({ size: 2, initialRange: 2 }) });
  const execution = referenceEngine({}).prepare(model.recurrence(1));
  for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
  const names = Object.keys(model.recurrence(1).initial.carry);
  const next = (state: readonly number[], symbol: number): number[] => {
    const carry = Object.fromEntries(
      names.map((name, index) => [
        name,
        { shape: [1, 2], values: Float64Array.from(state.slice(2 * index, 2 * index + 2)) },
      ]),
    );
    const run = { steps: 1, inputs: { symbols: [symbol], targets: [0, 0] }, carry, keepCarry: true, outputs: [] };
    const result = execution.forward(run).carry ?? {};
    return names.flatMap((name) => [...(result[name]?.values ?? [])]);
  };
  const size = 2 * names.length;
  let state = new Array<number>(size).fill(0);
  let direction = Array.from<unknown, number>({ length: size }, (_, index) => (index === 0 ? 1 : 0.5));
  let total = 0;
  for (const [time, symbol] of string.entries()) {
    const columns = state.map((_, index) => {
      const shifted = (amount: number): number[] =>
        next(
          state.map((value, other) => (other === index ? value + amount : value)),
          symbol,
        );
      const [up, down] = [shifted(1e-5), shifted(-1e-5)];
      return up.map((value, row) => (value - (down[row] as number)) / 2e-5);
    });
    const image = state.map((_, row) =>
      columns.reduce((sum, column, index) => sum + (column[row] as number) * (direction[index] as number), 0),
    );
    const length = Math.hypot(...image) / Math.hypot(...direction);
    if (time >= settling) total += Math.log(length);
    direction = image.map((value) => value / Math.hypot(...image));
    state = next(state, symbol);
  }
  return total / (string.length - settling);
}

describe('norms of states', () => {
  it('are those of a run, after every symbol', () => {
    const model = createRecurrentModel({
      alphabetSize: 3,
      controller: lstm({ size: 3, initialRange: 1 }),
      memory: superpositionStack({ size: 2 }),
    });
    const parameters = model.initialize(randomStream(3, 'parameters'));
    const batch = [
      [0, 1, 2, 1, 0],
      [1, 1, 2, 1, 1],
    ];
    const engine = referenceEngine({});
    const followed = followDynamics({ model, parameters, engine, batch, random: randomStream(1, 'test') });
    const execution = engine.prepare(model.recurrence(2));
    for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
    expect(Object.keys(followed?.norms ?? {})).toContain('memory/elements');
    for (let time = 1; time <= 5; time++) {
      const run = runOf(
        model,
        batch.map((string) => string.slice(0, time)),
      );
      const { carry = {} } = execution.forward({ ...run, capacity: 5, keepCarry: true, outputs: [] });
      for (const [name, norms] of Object.entries(followed?.norms ?? {})) {
        const values = [...(carry[name]?.values ?? [])];
        const half = values.length / 2;
        const expected = (Math.hypot(...values.slice(0, half)) + Math.hypot(...values.slice(half))) / 2;
        expect(norms[time - 1]).toBeCloseTo(expected, 12);
      }
    }
  });
});

describe('gradients through time', () => {
  it('of a linear network change by its eigenvalue with every symbol', () => {
    const { model, parameters } = linearModel([0.8, 0, 0, 0.8]);
    for (const engine of [referenceEngine({}), compiledExecutor()]) {
      const result = gradientNorms({ model, parameters, engine, string: binaryString(30) });
      expect(result?.rate).toBeCloseTo(Math.log(0.8), 4);
      expect(result?.distances.at(0)).toBe(1);
      expect(result?.distances.at(-1)).toBe(29);
      for (const [index, distance] of (result?.distances ?? []).entries())
        expect((result?.norms[index] as number) / (result?.norms[0] as number)).toBeCloseTo(0.8 ** (distance - 1), 4);
    }
  });

  it('are finite differences of the last loss', () => {
    const model = createRecurrentModel({ alphabetSize: 2, controller: lstm({ size: 2, initialRange: 2 }) });
    const parameters = model.initialize(randomStream(3, 'parameters'));
    const string = binaryString(6);
    const result = gradientNorms({ model, parameters, engine: referenceEngine({}), string });
    const execution = referenceEngine({}).prepare(model.recurrence(1));
    for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
    // After three symbols, two before the last one is read.
    const before =
      execution.forward({ ...runOf(model, [string.slice(0, 3)]), keepCarry: true, outputs: [] }).carry ?? {};
    const rest = runOf(model, [string.slice(3)]);
    const lossAfter = (name: string, index: number, amount: number): number => {
      const { shape, values } = before[name] as NonNullable<(typeof before)[string]>;
      const moved = Float64Array.from(values, (value, other) => (other === index ? value + amount : value));
      const carry = { ...before, [name]: { shape, values: moved } };
      const { nats } = execution.forward({ ...rest, carry, outputs: ['nats'] }).outputs;
      return nats?.values.at(-1) as number;
    };
    const slopes = Object.keys(before).flatMap((name) =>
      [0, 1].map((index) => (lossAfter(name, index, 1e-5) - lossAfter(name, index, -1e-5)) / 2e-5),
    );
    const place = result?.distances.indexOf(3) as number;
    expect(result?.norms[place]).toBeCloseTo(Math.hypot(...slopes), 6);
  });

  it('need two symbols', () => {
    const { model, parameters } = linearModel([0.8, 0, 0, 0.8]);
    expect(gradientNorms({ model, parameters, engine: referenceEngine({}), string: [1] })).toBeUndefined();
  });
});

/** A string of which the model pays so many nats and the bigram table two a symbol, with half and a quarter of guesses right. */
function scoreOf(length: number, nats: number): ComparedScore {
  const symbols = length + 1;
  return {
    ...{ length, symbols, nats, entropy: 0, right: symbols / 2 },
    ...{ bigramNats: 2 * symbols, bigramRight: symbols / 4 },
  };
}

describe('loss by length', () => {
  const ranges = {
    trainingRange: { min: 10, max: 20 },
    bins: [
      { min: 10, max: 20 },
      { min: 21, max: 40 },
    ],
  };
  const lengths = Array.from({ length: 31 }, (_, index) => 10 + index);

  it('has the exponent it grows by', () => {
    const { growth, growthBeyond } = stabilityByLength(
      lengths.map((length) => scoreOf(length, 0.3 * length ** 1.7)),
      ranges,
    );
    expect(growth?.value).toBeCloseTo(1.7, 10);
    expect(growthBeyond?.value).toBeCloseTo(1.7, 10);
    expect(growth?.interval?.[0]).toBeCloseTo(1.7, 10);
  });

  it('has an interval for the exponent that the truth is in and that noise widens', () => {
    const random = randomStream(4, 'test');
    const noisy = (noise: number) =>
      stabilityByLength(
        lengths.flatMap((length) =>
          [1, 2, 3].map(() => scoreOf(length, length ** 1.3 * Math.exp(noise * (random.uniform() - 0.5)))),
        ),
        ranges,
      ).growth;
    const [little, much] = [noisy(0.1), noisy(1)];
    const width = (found: typeof little): number => (found?.interval?.[1] ?? 0) - (found?.interval?.[0] ?? 0);
    expect(width(much)).toBeGreaterThan(3 * width(little));
    expect(much?.interval?.[0]).toBeLessThan(1.3);
    expect(much?.interval?.[1]).toBeGreaterThan(1.3);
  });

  it('has the variance of the nats per symbol, and a gap to the lengths of training', () => {
    // 1 nat a symbol in training, 1.5 beyond: of 11 and 20 lengths.
    const scores = lengths.map((length) => scoreOf(length, (length + 1) * (length <= 20 ? 1 : 1.5)));
    const { variance, beyond } = stabilityByLength(scores, ranges);
    const center = 1 + (0.5 * 20) / 31;
    expect(variance?.value).toBeCloseTo((11 * (1 - center) ** 2 + 20 * (1.5 - center) ** 2) / 30, 10);
    expect(beyond).toHaveLength(1);
    expect(beyond[0]?.gap?.value).toBeCloseTo(0.5, 10);
    // 1 nat better than the table, then half a nat.
    expect(beyond[0]?.retained?.value).toBeCloseTo(0.5, 10);
    expect(beyond[0]?.accuracyRetained?.value).toBeCloseTo(1, 10);
    expect(beyond[0]?.bigramAccuracyRetained).toBeCloseTo(1, 10);
  });

  it('retains nothing of an advantage that there never was, and has no exponent of infinities', () => {
    const { beyond, growth } = stabilityByLength(
      lengths.map((length) => scoreOf(length, length > 30 ? Number.POSITIVE_INFINITY : 3 * (length + 1))),
      ranges,
    );
    expect(beyond[0]?.retained).toBeUndefined();
    expect(growth).toBeUndefined();
  });
});

describe('a symbol read wrong', () => {
  const options = (recurrent: readonly number[]) => {
    const { model, parameters } = linearModel(recurrent);
    const language = { ...count3(), alphabet: ['0', '1'] };
    const strings = Array.from({ length: 8 }, () => binaryString(20));
    const testSet = {
      ...{ language, range: { min: 20, max: 20 }, trainingRange: { min: 20, max: 20 }, lengths: [20] },
      ...{ batches: [strings.slice(0, 4), strings.slice(4)], entropies: strings.map(() => 0) },
    };
    return { model, parameters, testSet, bins: [testSet.range], engine: compiledExecutor() };
  };

  it.each([
    ['forgets', [0, 0, 0, 0]],
    ['forgets slowly', turned(0.9, 0.5)],
    ['never forgets', [1, 0, 0, 1]],
  ])('costs a network that %s what two runs differ by after it', (_how, recurrent) => {
    const given = options(recurrent);
    const { model, parameters, testSet } = given;
    const [found] = perturbationGaps({ ...given, random: randomStream(5, 'test') });
    // The same strings and places, read wrong outside: of two symbols there is one other.
    const random = randomStream(5, 'test');
    const session = createSession({ model, engine: referenceEngine({}), parameters });
    const gaps = testSet.batches.flatMap((batch) => {
      const places = batch.map(() => random.integer(10));
      for (const _ of batch) random.integer(1);
      const right = session.predict(batch).nats;
      return batch.map((string, column) => {
        const place = places[column] as number;
        const wrong = string.map((symbol, time) => (time === place ? 1 - symbol : symbol));
        // Predictions of the wrong string, scored by the right one from there on, where both have the same targets.
        const after = session.predict([wrong]).nats;
        const later = Array.from({ length: 20 - place }, (_, step) => place + 1 + step);
        return (
          later.reduce(
            (sum, time) => sum + (after[time] as number) - (right[time * batch.length + column] as number),
            0,
          ) / later.length
        );
      });
    });
    expect(found?.gap?.value).toBeCloseTo(gaps.reduce((sum, value) => sum + value, 0) / gaps.length, 5);
  });
});

describe('an estimate', () => {
  it('is undefined where its statistic makes no sense on all items', () => {
    expect(estimate([1, 2], () => Number.NaN)).toBeUndefined();
    expect(estimate([3], ([only]) => only as number)).toEqual({ value: 3, interval: [3, 3] });
  });
});

describe('a stability report', () => {
  const language = markedReversal();
  const model = createRecurrentModel({
    alphabetSize: 3,
    controller: lstm({ size: 3, initialRange: 1 }),
    memory: superpositionStack({ size: 2 }),
  });
  const testSet = drawTestSet({
    ...{ language, range: { min: 5, max: 21 }, trainingRange: { min: 5, max: 9 } },
    ...{ stringsPerLength: 3, batchSize: 3, mostLengths: 5, seed: 1 },
  });
  let result: StabilityResult;

  beforeAll(async () => {
    const parameters = model.initialize(randomStream(3, 'parameters'));
    result = await measureStability({
      model,
      parameters,
      testSet,
      engine: compiledExecutor(),
      lab: await createTestLab(),
    });
  });

  it('has every number, along strings of up to twice the lengths of training', () => {
    expect(result.curve.map(({ length }) => length)).toEqual([5, 9, 13, 17, 21]);
    expect(result.byLength.beyond.map(({ range }) => range)).toEqual([
      { min: 10, max: 18 },
      { min: 19, max: 21 },
    ]);
    expect(result.dynamics).toMatchObject({ length: 17, strings: 3 });
    expect(result.dynamics?.lyapunov?.value).toBeLessThan(0);
    expect(result.dynamics?.states.map(({ name }) => name)).toEqual([
      'layer-1/hidden',
      'layer-1/cell',
      'memory/elements',
      'reading',
    ]);
    expect(result.gradients?.length).toBe(17);
    expect(result.perturbations).toHaveLength(3);
  });

  it('is written as tables and pictures', () => {
    const figures = stabilityBlocks('untrained', result).flatMap((block) =>
      block.kind === 'figures' ? block.figures : [],
    );
    expect(figures.map(({ name }) => name)).toEqual(['stability-loss', 'stability-states', 'stability-gradients']);
    for (const { svg } of figures) expect(svg).toContain('untrained');
    expect(tableToText(growthTable(result))).toMatch(/growth exponent, all lengths +\d\.\d{3} \[/);
  });

  it('says why it has no states to follow where a memory keeps its history, and how to get some', async () => {
    const lab = await createTestLab();
    const blocksWith = async (options: object): Promise<string> => {
      const memory = lab.create('memory', { type: 'nondeterministic-stack', states: 1, symbols: 2, ...options });
      const small = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 3 }), memory });
      const parameters = small.initialize(randomStream(3, 'parameters'));
      const shorter = drawTestSet({
        ...{ language, range: { min: 5, max: 9 }, trainingRange: { min: 5, max: 9 } },
        ...{ stringsPerLength: 1, batchSize: 1, mostLengths: 2, seed: 1 },
      });
      const measured = await measureStability({
        ...{ model: small, parameters, testSet: shorter, engine: compiledExecutor(), lab },
      });
      return JSON.stringify(stabilityBlocks('stack', measured));
    };
    expect(await blocksWith({})).toContain('No norms of states and no Lyapunov exponent: the memory keeps every step');
    expect(await blocksWith({ window: 11 })).toContain('memory/columns-1');
  });

  it('needs a model that predicts symbols, and stops when it is told to', async () => {
    const lab = await createTestLab();
    const engine = compiledExecutor();
    const sets = createRecurrentModel({ alphabetSize: 3, controller: lstm({ size: 4 }), loss: 'mean-squared-error' });
    await expect(measureStability({ model: sets, parameters: {}, testSet, engine, lab })).rejects.toThrow(OptionError);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(measureStability({ model, parameters: {}, testSet, engine, lab, signal })).rejects.toThrow('enough');
  });
});
