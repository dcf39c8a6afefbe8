import cells from '@pushdown/cells';
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
import type { Run } from '@pushdown/tensors';
import type { Tolerance } from './compare.ts';

/** Options to test every contribution with, by its name. One that is missing here fails the test below. */
export const controllerOptions: Readonly<Record<string, readonly object[]>> = {
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
export const memoryOptions: Readonly<Record<string, readonly object[]>> = {
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

export interface Part<Made> {
  readonly label: string;
  /** Whether these are the first options in the table; further ones are variants. */
  readonly primary: boolean;
  readonly make: () => Made;
}

export function contributionsOf(kind: 'controller' | 'memory'): readonly Contribution[] {
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

export const controllers: readonly Part<Controller>[] = partsOf<Controller>('controller', controllerOptions);
export const memories: readonly Part<Memory | undefined>[] = [
  { label: 'no memory', primary: true, make: () => undefined },
  ...partsOf<Memory>('memory', memoryOptions),
];
/** What a model is put together from. */
export interface ModelParts {
  readonly label: string;
  readonly controller: Part<Controller>;
  readonly memory: Part<Memory | undefined>;
  readonly predict: 'string' | 'stream';
}

/** Every controller with every memory; variants of one only with the first of the other. */
export const models: readonly ModelParts[] = controllers.flatMap((controller, row) =>
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

export const batch: number = 10;
const alphabetSize = 3;
/** Above the rounding of float32 over the steps of these runs, by a factor of about 20. */
const float32Tolerance = { relative: 2e-5, absolute: 5e-6 };
/** What is compared: not `predicted`, which rounding decides where two symbols are equally probable. */
export const compared: readonly string[] = ['loss', 'nats', 'logits', 'hidden'];
/** Adam divides gradients by their size: where one is nearly 0, its rounding error is enlarged. */
const float32TrainingTolerance = { relative: 2e-3, absolute: 2e-4 };

/** Layer normalization divides by the spread of numbers that may be nearly equal, which enlarges rounding errors. */
export function tolerancesFor({ label }: { readonly label: string }): {
  readonly tolerance: Tolerance;
  readonly trainingTolerance: Tolerance;
} {
  const factor = label.includes('"layerNormalization":true') ? 30 : 1;
  const enlarge = ({ relative, absolute }: Tolerance): Tolerance => ({
    relative: factor * relative,
    absolute: factor * absolute,
  });
  return { tolerance: enlarge(float32Tolerance), trainingTolerance: enlarge(float32TrainingTolerance) };
}

export function runOf(model: RecurrentModel, steps: number, seed: number, keepCarry = false): Run {
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

export function modelOf({ controller, memory, predict }: Omit<ModelParts, 'label'>): RecurrentModel {
  const made = memory.make();
  return createRecurrentModel({
    alphabetSize,
    controller: controller.make(),
    ...(made === undefined ? {} : { memory: made }),
    predict,
  });
}
