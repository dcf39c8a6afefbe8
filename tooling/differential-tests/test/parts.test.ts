import cells from '@pushdown/cells';
import { allPasses, compiledExecutor } from '@pushdown/compiler';
import {
  type Contribution,
  type Controller,
  createRecurrentModel,
  type Memory,
  noiseInputs,
  type RecurrentModel,
  randomStream,
} from '@pushdown/core';
import memoryStructures from '@pushdown/memory-structures';
import { type Execution, type Run, referenceExecutor } from '@pushdown/tensors';
import { adam, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';
import { differences, type Tolerance } from '../src/compare.ts';

/** Options to test every contribution with, by its name. One that is missing here fails the test below. */
const controllerOptions: Readonly<Record<string, readonly object[]>> = {
  elman: [
    { size: 5, initialRange: 0.5 },
    { size: 5, initialRange: 0.5, activation: 'relu', layerNormalization: true },
  ],
  gru: [{ size: 5, initialRange: 0.5 }],
  lstm: [
    { size: 5, initialRange: 0.5 },
    { size: 5, initialRange: 0.5, layerNormalization: true, initialState: 'learned' },
  ],
  'second-order': [{ size: 5 }],
};
const memoryOptions: Readonly<Record<string, readonly object[]>> = {
  'superposition-stack': [
    { size: 3 },
    { size: [2, 3] },
    { push: 'hidden' },
    { size: 3, depth: 4 },
    { size: 3, depth: 1 },
  ],
  'stratification-stack': [{ size: 3 }],
  'scalar-stacks': [{ stacks: 2 }, { stacks: 2, readingDepth: 3, noop: true }],
  'nondeterministic-stack': [
    { states: 2, symbols: 2 },
    { states: 1, symbols: 3, normalize: true, statesInReading: false, bottom: 'original' },
    { states: 2, symbols: 2, window: 4 },
    { states: 2, symbols: 2, window: 2, bottom: 'original' },
  ],
  'vector-nondeterministic-stack': [
    { states: 2, symbols: 2, size: 2 },
    { states: 2, symbols: 2, size: 2, window: 4 },
  ],
  'multipop-stack': [{ pops: 2, depth: 4 }, { size: 3 }],
  'suzgun-stack': [
    { size: 2, cells: 6 },
    { cells: 6, gumbel: true, temperature: 0.8 },
  ],
  'baby-ntm': [
    { size: 2, cells: 6 },
    { cells: 6, gumbel: true, temperature: 0.8 },
  ],
  'continuous-stack': [{}, { digital: true }, { noise: 0.1 }],
  queue: [{ size: 3 }],
  deque: [{ size: 3 }],
};

interface Part<Made> {
  readonly label: string;
  /** Whether these are the first options in the table; further ones are variants. */
  readonly primary: boolean;
  readonly make: () => Made;
}

function contributionsOf(kind: 'controller' | 'memory'): readonly Contribution[] {
  return [cells, memoryStructures]
    .flatMap(({ contributions }) => contributions as readonly Contribution[])
    .filter((contribution) => contribution.kind === kind);
}

function partsOf<Made>(
  kind: 'controller' | 'memory',
  table: Readonly<Record<string, readonly object[]>>,
): Part<Made>[] {
  return contributionsOf(kind).flatMap((contribution) =>
    (table[contribution.contributionName] ?? []).map((options, index) => ({
      primary: index === 0,
      label: `${contribution.contributionName} ${JSON.stringify(options)}`,
      make: () => (contribution as unknown as (options: object) => Made)(options),
    })),
  );
}

const controllers = partsOf<Controller>('controller', controllerOptions);
const memories: readonly Part<Memory | undefined>[] = [
  { label: 'no memory', primary: true, make: () => undefined },
  ...partsOf<Memory>('memory', memoryOptions),
];
/** Every controller with every memory; variants of one only with the first of the other. */
const models = controllers.flatMap((controller, row) =>
  memories
    .filter(({ primary }, column) => (controller.primary || column === 0) && (primary || row === 0))
    .flatMap((memory) =>
      (['string', 'stream'] as const).map((predict) => ({
        label: `${controller.label}, ${memory.label}, predicting a ${predict}`,
        controller,
        memory,
        predict,
      })),
    ),
);

const batch = 10;
const alphabetSize = 3;
/** Above the rounding of float32 over the steps of these runs, by a factor of about 20. */
const float32Tolerance = { relative: 2e-5, absolute: 5e-6 };
/** What is compared: not `predicted`, which rounding decides where two symbols are equally probable. */
const compared = ['loss', 'nats', 'logits', 'hidden'];
/** Adam divides gradients by their size: where one is nearly 0, its rounding error is enlarged. */
const float32TrainingTolerance = { relative: 2e-3, absolute: 2e-4 };

/** Layer normalization divides by the spread of numbers that may be nearly equal, which enlarges rounding errors. */
function tolerancesFor({ label }: { readonly label: string }) {
  const factor = label.includes('"layerNormalization":true') ? 30 : 1;
  const enlarge = ({ relative, absolute }: Tolerance): Tolerance => ({
    relative: factor * relative,
    absolute: factor * absolute,
  });
  return { tolerance: enlarge(float32Tolerance), trainingTolerance: enlarge(float32TrainingTolerance) };
}

function runOf(model: RecurrentModel, steps: number, seed: number, keepCarry = false): Run {
  const random = randomStream(seed, 'symbols');
  const draw = (rows: number, count: number): number[] =>
    Array.from({ length: rows * batch }, () => Math.floor(random.uniform() * count));
  return {
    steps,
    inputs: {
      symbols: draw(steps, alphabetSize),
      ...noiseInputs(model, { steps, batchSize: batch }, random),
      targets: model.predict === 'string' ? draw(steps + 1, alphabetSize + 1) : draw(steps, alphabetSize),
    },
    // A recurrence with history tables returns no state to continue from.
    keepCarry: keepCarry && Object.keys(model.recurrence(batch).tables).length === 0,
    outputs: compared,
  };
}

it.each(['controller', 'memory'] as const)('every %s is compared', (kind) => {
  const table = kind === 'controller' ? controllerOptions : memoryOptions;
  const names = contributionsOf(kind).map(({ contributionName }) => contributionName);
  expect(names.filter((name) => (table[name] ?? []).length === 0)).toEqual([]);
  expect(Object.keys(table).filter((name) => !names.includes(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(0);
});

function modelOf({ controller, memory, predict }: (typeof models)[number]): RecurrentModel {
  const made = memory.make();
  return createRecurrentModel({
    alphabetSize,
    controller: controller.make(),
    ...(made === undefined ? {} : { memory: made }),
    predict,
  });
}

describe.each(models)('$label', ({ controller, memory, predict }) => {
  const { tolerance, trainingTolerance } = tolerancesFor(controller);
  const model = modelOf({ label: '', controller, memory, predict });
  const recurrence = model.recurrence(batch);
  const trainable = Object.keys(recurrence.parameters);
  const update = updateOf(adam(), 5);

  function prepare(): { readonly compiled: Execution; readonly reference: Execution } {
    const [compiled, reference] = [compiledExecutor({ unwritten: Number.NaN }), referenceExecutor()].map((executor) =>
      executor.prepare(recurrence, { trainable, update }),
    ) as [Execution, Execution];
    expect(compiled.executor).toBe('compiled');
    const initial = model.initialize(randomStream(1, 'parameters'));
    for (const [path, values] of Object.entries(initial)) {
      // Both start from the same float32 numbers.
      compiled.writeParameter(path, values);
      reference.writeParameter(path, compiled.readParameter(path));
    }
    return { compiled, reference };
  }

  it('computes what the reference does, forward and backward, in runs of several lengths', () => {
    const { compiled, reference } = prepare();
    for (const steps of [12, 0, 1, 30]) {
      // Whole states, or only what can still matter of them.
      const run = runOf(model, steps, steps, steps % 2 === 0);
      expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
      expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
    }
  });

  it('computes the same without any one of the passes', () => {
    const { reference } = prepare();
    const run = runOf(model, 12, 5);
    const expected = reference.gradients(run);
    for (const pass of Object.keys(allPasses)) {
      const compiled = compiledExecutor({ passes: { [pass]: false } }).prepare(recurrence, { trainable, update });
      for (const path of trainable) compiled.writeParameter(path, reference.readParameter(path));
      expect(differences(compiled.gradients(run), expected, tolerance), pass).toEqual([]);
    }
  });

  it('learns what the reference learns in ten steps', () => {
    const { compiled, reference } = prepare();
    for (let step = 1; step <= 10; step++) {
      const run = runOf(model, 6 + (step % 3), step);
      const settings = { learningRate: 0.01, step };
      expect(differences(compiled.train(run, settings), reference.train(run, settings), trainingTolerance)).toEqual([]);
    }
    const read = (execution: Execution) => ({
      outputs: {},
      gradients: Object.fromEntries(trainable.map((path) => [path, execution.readParameter(path)])),
    });
    expect(differences(read(compiled), read(reference), trainingTolerance)).toEqual([]);
    // A memory may not be acting yet: what learns is what learns on the reference.
    const start = prepare();
    const moved = (name: 'compiled' | 'reference', now: Execution): string[] =>
      trainable.filter((path) => {
        const before = start[name].readParameter(path);
        return now.readParameter(path).some((value, index) => value !== before[index]);
      });
    expect(moved('compiled', compiled)).toEqual(moved('reference', reference));
    expect(moved('compiled', compiled).length).toBeGreaterThan(0);
  });
});
