import { createRecurrentModel, randomStream, runOf } from '@pushdown/core';
import { nondeterministicStack, vectorNondeterministicStack } from '@pushdown/memory-structures';
import { referenceExecutor } from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { enumerateRuns, type Totals } from './support/enumerate-runs.ts';
import { affine, expectRows, sigmoid } from './support/numbers.ts';
import { plainController } from './support/plain-controller.ts';
import { randomHidden, runMemory } from './support/run-memory.ts';
import { weightsOf } from './support/transition-weights.ts';

type Options = Parameters<typeof vectorNondeterministicStack>[0];

const size = 2;

const vectorReading = (totals: readonly Totals[]): number[] => {
  const all = totals.reduce((sum, { weight }) => sum + weight, 0);
  return totals.flatMap(({ vector }) => vector.map((value) => value / all));
};

describe('readings are the mean top vectors of all runs, enumerated one by one', () => {
  it.each<[Omit<Options, 'size'>, number]>([
    [{ states: 1, symbols: 1 }, 6],
    [{ states: 2, symbols: 2 }, 5],
    [{ states: 2, symbols: 1, bottomVector: 'one' }, 5],
    [{ states: 1, symbols: 3, bottomVector: 'zero', normalize: false }, 5],
  ])('%j', (options, steps) => {
    const hidden = randomHidden(steps, 3);
    const memory = vectorNondeterministicStack({ ...options, size });
    const { readings, parameters } = runMemory(memory, hidden);
    const bottoms = {
      one: [1, 1],
      zero: [0, 0],
      learned: Array.from(parameters.bottomVector ?? [], sigmoid),
    };
    const totals = enumerateRuns(
      hidden.map((h) => weightsOf(affine(h, parameters, 'transitions'), options)),
      options,
      hidden.map((h) => affine(h, parameters, 'pushedVector').map(sigmoid)),
      { vector: bottoms[options.bottomVector ?? 'learned'], behavior: 'revised' },
    );
    expectRows(readings, totals.map(vectorReading), 1e-12);
    const windowed = runMemory(vectorNondeterministicStack({ ...options, size, window: steps + 1 }), hidden);
    expectRows(windowed.readings, totals.map(vectorReading), 1e-12);
  });
});

describe('the initialization of 2023', () => {
  it('gives the bottom vector to every state and symbol at first', () => {
    const options: Options = { states: 2, symbols: 2, size, bottomVector: 'one' };
    const first = (bottomInitialization: 'paper' | 'iclr2023'): number[] | undefined =>
      runMemory(vectorNondeterministicStack({ ...options, bottomInitialization }), randomHidden(1, 3)).readings[0];
    expect(first('paper')).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
    expect(first('iclr2023')).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('is the same with one state and one symbol', () => {
    const hidden = randomHidden(6, 3);
    const options: Options = { states: 1, symbols: 1, size };
    const paper = runMemory(vectorNondeterministicStack(options), hidden);
    const program = runMemory(vectorNondeterministicStack({ ...options, bottomInitialization: 'iclr2023' }), hidden);
    expectRows(program.readings, paper.readings);
  });
});

it('with vectors of ones, the reading is that of the stack without vectors', () => {
  const sizes = { states: 2, symbols: 2 };
  const hidden = randomHidden(8, 3);
  const { readings, parameters } = runMemory(
    vectorNondeterministicStack({ ...sizes, size: 1, bottomVector: 'one' }),
    hidden,
    {
      parameters: { 'pushedVector/weights': [0, 0, 0], 'pushedVector/bias': [60] },
    },
  );
  const plain = runMemory(nondeterministicStack(sizes), hidden, {
    parameters: {
      'transitions/weights': [...(parameters['transitions/weights'] as Float64Array)],
      'transitions/bias': [...(parameters['transitions/bias'] as Float64Array)],
    },
  });
  expectRows(readings, plain.readings);
});

it('stays finite at length 400, with its gradients', () => {
  const memory = vectorNondeterministicStack({ states: 1, symbols: 1, size: 1 });
  const { readings, gradients } = runMemory(memory, randomHidden(400, 3), { range: 3, withGradients: true });
  expect(readings.flat().every((value) => value >= 0 && value <= 1)).toBe(true);
  for (const gradient of Object.values(gradients)) expect(gradient.every(Number.isFinite)).toBe(true);
}, 180_000);

describe('a window carries its state from chunk to chunk', () => {
  it.each([
    ['nondeterministic-stack', () => nondeterministicStack({ states: 2, symbols: 2, window: 5 })],
    ['vector-nondeterministic-stack', () => vectorNondeterministicStack({ states: 2, symbols: 2, size, window: 5 })],
    [
      'vector-nondeterministic-stack, in groups',
      () => vectorNondeterministicStack({ states: 1, symbols: 2, size, window: 20 }),
    ],
  ])('%s', (_name, make) => {
    const model = createRecurrentModel({ alphabetSize: 2, controller: plainController(4), memory: make() });
    const execution = referenceExecutor().prepare(model.recurrence(2));
    for (const [path, values] of Object.entries(model.initialize(randomStream(1, 'p')))) {
      const larger = values.map((value) => 5 * value);
      execution.writeParameter(path, larger);
    }
    const strings = [
      [0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1],
      [1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0],
    ];
    const { steps, inputs } = runOf(model, strings);
    const whole = execution.forward({ steps, inputs, outputs: ['logits'] });
    const half = steps / 2;
    const first = execution.forward({
      steps: half,
      inputs: { symbols: inputs.symbols.slice(0, 2 * half), targets: inputs.targets.slice(0, 2 * (half + 1)) },
      outputs: ['logits'],
      keepCarry: true,
    });
    const second = execution.forward({
      steps: half,
      inputs: { symbols: inputs.symbols.slice(2 * half), targets: inputs.targets.slice(2 * half) },
      outputs: ['logits'],
      ...(first.carry === undefined ? {} : { carry: first.carry }),
    });
    const joined = [...(first.outputs.logits?.values ?? []), ...(second.outputs.logits?.values ?? [])];
    expectRows([joined], [[...(whole.outputs.logits?.values ?? [])]], 0);
  });
});

it.each([
  [{ states: 2, symbols: 2 }, /memory "vector-nondeterministic-stack": size/],
  [{ states: 2, symbols: 2, size: 3, bottomVector: 'random' }, /memory "vector-nondeterministic-stack": bottomVector/],
  [{ states: 2, symbols: 2, size: 3, bottom: 'original' }, /memory "vector-nondeterministic-stack": .*bottom/],
])('refuses %j', (options, message) => {
  expect(() => vectorNondeterministicStack(options as never)).toThrow(message);
});
