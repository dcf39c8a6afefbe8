import {
  type Batch,
  type BatchRun,
  type ParameterValues,
  type RandomStream,
  type RecurrentModel,
  runOf,
} from '@pushdown/core';
import {
  type CarryValues,
  type ConcreteTensor,
  type Executor,
  elementCount,
  type Recurrence,
  type Run,
} from '@pushdown/tensors';

/** How a model's state moves while it reads strings. */
export interface Dynamics {
  /** Mean norm over the strings of every carried state, after each symbol. */
  readonly norms: Readonly<Record<string, readonly number[]>>;
  /** The largest Lyapunov exponent along every string, per symbol. */
  readonly lyapunov: readonly number[];
}

/** Distance of two neighboring states by their size: far above the rounding of float64, far below the curvature of a network. */
const closeness = 1e-7;
/** Symbols after which a random direction has turned into the one that grows fastest, of the shortest strings a fifth. */
const settling = 10;

/**
 * Follows the state of a model along strings of one length, and beside it a neighboring state, which is brought back to a
 * small distance after every symbol: the mean logarithm of how the distance grew is the largest Lyapunov exponent of the
 * network as driven by the string (Benettin et al. 1980). Negative: what the network began with is forgotten.
 *
 * @param options.engine computes in float64.
 * @returns undefined where the model has history tables, from which a run cannot go on, or there is no symbol.
 */
export function followDynamics(options: {
  readonly model: RecurrentModel;
  readonly parameters: ParameterValues;
  readonly engine: Executor;
  readonly batch: Batch;
  readonly random: RandomStream;
}): Dynamics | undefined {
  const { model, parameters, engine, batch, random } = options;
  const recurrence = model.recurrence(batch.length);
  const run = runOf(model, batch);
  if (Object.keys(recurrence.tables).length > 0 || run.steps === 0) return undefined;
  const execution = engine.prepare(recurrence);
  for (const { path } of model.parameters) execution.writeParameter(path, parameters[path] ?? []);
  const step = (time: number, carry: CarryValues): CarryValues =>
    execution.forward({ ...oneStep(recurrence, run, time), carry }).carry as CarryValues;
  try {
    let state = execution.forward(beforeFirst(recurrence, run)).carry as CarryValues;
    const names = Object.keys(state).filter((name) => recurrence.initial.carry[name]?.dtype === 'float');
    const norms: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
    const sizesOf = (of: CarryValues): number[] =>
      columnNorms(names, batch.length, (name, index) => at(of, name, index), of);
    const apartOf = (a: CarryValues, b: CarryValues): number[] =>
      columnNorms(names, batch.length, (name, index) => at(b, name, index) - at(a, name, index), a);
    const wantedOf = (of: CarryValues): number[] => sizesOf(of).map((size) => closeness * Math.max(1, size));
    const anywhere = displaced(state, names, random);
    let distances = wantedOf(state);
    let neighbor = brought(state, anywhere, names, apartOf(state, anywhere), distances);
    const growth = batch.map(() => 0);
    const first = Math.min(settling, Math.floor(run.steps / 5));
    for (let time = 0; time < run.steps; time++) {
      const [next, nextNeighbor] = [step(time, state), step(time, neighbor)];
      const apart = apartOf(next, nextNeighbor);
      if (time >= first)
        for (const [column, length] of apart.entries())
          growth[column] = (growth[column] as number) + Math.log(length / (distances[column] as number));
      distances = wantedOf(next);
      neighbor = brought(next, nextNeighbor, names, apart, distances);
      state = next;
      for (const name of names) {
        const columns = columnNorms([name], batch.length, (_, index) => at(next, name, index), next);
        norms[name]?.push(columns.reduce((total, norm) => total + norm, 0) / batch.length);
      }
    }
    return { norms, lyapunov: growth.map((total) => total / (run.steps - first)) };
  } finally {
    execution.dispose();
  }
}

/** A run of one symbol that goes on from a state, with the room that the whole string needs. */
function oneStep(recurrence: Recurrence, run: BatchRun, time: number): Run {
  return { ...rows(recurrence, run, time, 1), capacity: run.steps, keepCarry: true, outputs: [] };
}

function beforeFirst(recurrence: Recurrence, run: BatchRun): Run {
  return { ...rows(recurrence, run, 0, 0), capacity: run.steps, keepCarry: true, outputs: [] };
}

function rows(
  recurrence: Recurrence,
  { inputs }: BatchRun,
  time: number,
  steps: number,
): Pick<Run, 'steps' | 'inputs'> {
  return {
    steps,
    inputs: Object.fromEntries(
      Object.entries(recurrence.inputs).map(([name, { shape, initial }]) => {
        const size = elementCount(shape);
        const end = time + steps + (initial === true ? 1 : 0);
        return [name, Array.from(inputs[name] as ArrayLike<number>).slice(time * size, end * size)];
      }),
    ),
  };
}

function at(state: CarryValues, name: string, index: number): number {
  return (state[name] as ConcreteTensor).values[index] as number;
}

/** The norm over some states of something that every element has, for each string; the batch is the first axis. */
function columnNorms(
  names: readonly string[],
  batchSize: number,
  value: (name: string, index: number) => number,
  shapes: CarryValues,
): number[] {
  const squares = new Array<number>(batchSize).fill(0);
  for (const name of names) {
    const { values } = shapes[name] as ConcreteTensor;
    const each = values.length / batchSize;
    for (let index = 0; index < values.length; index++) {
      const column = Math.floor(index / each);
      squares[column] = (squares[column] as number) + value(name, index) ** 2;
    }
  }
  return squares.map(Math.sqrt);
}

/** A state in a random direction from another one. */
function displaced(state: CarryValues, names: readonly string[], random: RandomStream): CarryValues {
  return Object.fromEntries(
    Object.entries(state).map(([name, { shape, values }]) => {
      const moved = (value: number): number => value + random.uniform() - 0.5;
      return [name, { shape, values: names.includes(name) ? Float64Array.from(values, moved) : values }];
    }),
  );
}

/** The neighbor at other distances, in the same direction; where it has met the state, it stays there. */
function brought(
  state: CarryValues,
  neighbor: CarryValues,
  names: readonly string[],
  apart: readonly number[],
  wanted: readonly number[],
): CarryValues {
  return Object.fromEntries(
    Object.entries(state).map(([name, { shape, values }]) => {
      if (!names.includes(name)) return [name, { shape, values }];
      const each = values.length / apart.length;
      const moved = Float64Array.from(values, (value, index) => {
        const column = Math.floor(index / each);
        const length = apart[column] as number;
        return length === 0
          ? value
          : value + ((at(neighbor, name, index) - value) * (wanted[column] as number)) / length;
      });
      return [name, { shape, values: moved }];
    }),
  );
}
