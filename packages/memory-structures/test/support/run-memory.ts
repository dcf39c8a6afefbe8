import { type Memory, type ParameterTree, randomStream } from '@pushdown/core';
import {
  defineRecurrence,
  mul,
  type Recurrence,
  referenceExecutor,
  sum,
  type Tensor,
  type Tensors,
} from '@pushdown/tensors';

/** One sequence through a memory on its own: the controller's outputs h_1, h_2, … are given. */
export interface MemoryRun {
  /** r_0, r_1, … */
  readonly readings: number[][];
  /** By name, one row a step. */
  readonly actions: Record<string, number[][]>;
  /** Values used, by path within the memory. */
  readonly parameters: Record<string, Float64Array>;
  /** Gradients of Σ readings · weights for irregular weights, by path; and of the inputs' scale under `scale`. */
  readonly gradients: Record<string, Float64Array>;
}

export interface RunOptions {
  /** Chosen values by path; all others are random on ± `range`. */
  readonly parameters?: Readonly<Record<string, readonly number[]>>;
  readonly range?: number;
  readonly capacity?: number;
  /** Symbols that the outputs follow, as vectors; zeros of size 1 without it. */
  readonly symbols?: readonly (readonly number[])[];
  /** Random inputs by name, one row a step. */
  readonly noise?: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly format?: 'float32' | 'float64';
  readonly withGradients?: boolean;
}

function shapesOf(tree: ParameterTree, prefix = ''): [string, readonly number[]][] {
  return Object.entries(tree).flatMap(([name, node]): [string, readonly number[]][] =>
    'sample' in (node.initialize ?? {})
      ? [[`${prefix}${name}`, node.shape as readonly number[]]]
      : shapesOf(node as ParameterTree, `${prefix}${name}/`),
  );
}

/** The tensors of a parameter tree by path, put back into the tree. */
function grow(tree: ParameterTree, all: Tensors, prefix = ''): object {
  return Object.fromEntries(
    Object.entries(tree).map(([name, node]) => [
      name,
      all[`${prefix}${name}`] ?? grow(node as ParameterTree, all, `${prefix}${name}/`),
    ]),
  );
}

/** A memory as a recurrence whose inputs are the controller's outputs. Batch 1. */
export function memoryRecurrence(memory: Memory, size: number, symbolSize: number): Recurrence {
  const tree = memory.parameters(size, symbolSize);
  const sizes = { batchSize: 1, controllerSize: size, symbolSize };
  const width = memory.readingSize(size, symbolSize);
  const noise = memory.noise?.(sizes) ?? {};
  return defineRecurrence({
    name: `${memory.name} alone`,
    parameters: { ...Object.fromEntries(shapesOf(tree)), scale: [] },
    inputs: {
      hidden: { shape: [1, size], dtype: 'float' },
      symbol: { shape: [1, symbolSize], dtype: 'float' },
      weights: { shape: [1, width], dtype: 'float', initial: true },
      ...Object.fromEntries(Object.entries(noise).map(([name, shape]) => [name, { shape, dtype: 'float' as const }])),
    },
    ...(memory.tables === undefined ? {} : { tables: memory.tables(sizes) }),
    initial({ parameters, inputs }) {
      const { state, reading } = memory.initialState({ parameters: grow(tree, parameters) as never, ...sizes });
      const loss = sum(mul(reading, inputs.weights as Tensor));
      return { carry: { ...state }, outputs: { reading, loss } };
    },
    step({ parameters, inputs, carry, tables }) {
      const next = memory.step({
        parameters: grow(tree, parameters) as never,
        hidden: mul(inputs.hidden as Tensor, parameters.scale as Tensor),
        symbol: inputs.symbol as Tensor,
        state: carry as never,
        tables,
        noise: inputs,
      });
      const loss = sum(mul(next.reading, inputs.weights as Tensor));
      return {
        carry: { ...next.state },
        outputs: { ...next.actions, reading: next.reading, loss },
        entries: next.entries ?? {},
      };
    },
  });
}

export function runMemory(memory: Memory, hidden: readonly (readonly number[])[], options: RunOptions = {}): MemoryRun {
  const size = (hidden[0] as readonly number[]).length;
  const symbols = options.symbols ?? hidden.map(() => [0]);
  const symbolSize = (symbols[0] as readonly number[]).length;
  const recurrence = memoryRecurrence(memory, size, symbolSize);
  const paths = Object.keys(recurrence.parameters);
  const execution = referenceExecutor({ format: options.format ?? 'float64' }).prepare(recurrence, {
    trainable: options.withGradients === true ? paths : [],
  });
  const random = randomStream(7, 'values');
  const range = options.range ?? 1;
  const parameters = Object.fromEntries(
    Object.entries(recurrence.parameters).map(([path, shape]) => {
      const count = shape.reduce((a, b) => a * b, 1);
      const drawn = Float64Array.from({ length: count }, () => range * (2 * random.uniform() - 1));
      return [path, Float64Array.from(path === 'scale' ? [1] : (options.parameters?.[path] ?? drawn))];
    }),
  );
  for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
  const width = memory.readingSize(size, symbolSize);
  const weights = Array.from({ length: (hidden.length + 1) * width }, (_, index) => Math.sin(1 + 3 * index));
  const run = {
    steps: hidden.length,
    inputs: {
      ...Object.fromEntries(Object.entries(options.noise ?? {}).map(([name, rows]) => [name, rows.flat()])),
      hidden: hidden.flat(),
      symbol: symbols.flat(),
      weights,
    },
    ...(options.capacity === undefined ? {} : { capacity: options.capacity }),
  };
  const gradients = options.withGradients === true ? execution.gradients(run).gradients : {};
  const { outputs } = execution.forward(run);
  const rows = (name: string): number[][] => {
    const { shape, values } = outputs[name] as { shape: readonly number[]; values: ArrayLike<number> };
    const [count, ...rest] = shape as [number, ...number[]];
    const each = rest.reduce((a, b) => a * b, 1);
    return Array.from({ length: count }, (_, time) => Array.from(values).slice(time * each, (time + 1) * each));
  };
  return {
    readings: rows('reading'),
    actions: Object.fromEntries((memory.actions ?? []).map((name) => [name, rows(name)])),
    parameters,
    gradients: gradients as Record<string, Float64Array>,
  };
}

/** Irregular controller outputs on ± range. */
export function randomHidden(steps: number, size: number, { seed = 1, range = 2 } = {}): number[][] {
  const random = randomStream(seed, 'hidden');
  return Array.from({ length: steps }, () => Array.from({ length: size }, () => range * (2 * random.uniform() - 1)));
}

/** A matrix [rows, columns] that picks `columns` elements of a row vector from `offset` on. */
export function picking(rows: number, columns: number, offset: number): number[] {
  return Array.from({ length: rows * columns }, (_, place) =>
    Math.floor(place / columns) === (place % columns) + offset ? 1 : 0,
  );
}
