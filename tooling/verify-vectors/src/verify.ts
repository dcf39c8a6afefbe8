import { type Engine, runOf } from '@pushdown/core';
import { modelOf, type NamePair } from './models.ts';
import { readVectorFile, type VectorArray, VectorError, type VectorFile } from './vector-file.ts';

export interface Verification {
  readonly file: string;
  readonly model: string;
  readonly engine: string;
  /** Largest absolute differences from the reference implementation. */
  readonly maxLogitError: number;
  readonly lossError: number;
  readonly maxGradientError: number;
}

/** Largest difference anywhere; NaN counts as infinitely wrong. */
function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let index = 0; index < actual.length; index++) {
    const difference = Math.abs((actual[index] as number) - (expected[index] as number));
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }
  return largest;
}

/** (out × in) to [in, out]; vectors stay. */
function toOurLayout({ shape, data }: VectorArray): number[] {
  if (shape.length !== 2) return data;
  const [rows, columns] = shape as [number, number];
  return Array.from(
    { length: rows * columns },
    (_, index) => data[(index % rows) * columns + Math.floor(index / rows)] as number,
  );
}

/** [batch, time, symbol] to our [time, batch, symbol]. */
function timeFirst({ shape, data }: VectorArray): number[] {
  const [batch, time, size] = shape as [number, number, number];
  const result: number[] = [];
  for (let t = 0; t < time; t++)
    for (let b = 0; b < batch; b++) result.push(...data.slice((b * time + t) * size, (b * time + t + 1) * size));
  return result;
}

function arrayOf(arrays: VectorFile['parameters'], kind: string, { reference }: NamePair): VectorArray {
  const array = arrays[reference];
  if (array === undefined) throw new VectorError(`the ${kind} ${reference} is missing`);
  return array;
}

/**
 * Runs one test vector on an engine.
 * @throws VectorError naming the file when it is damaged, its model unknown, or parameters do not fit the model.
 */
export function verify(path: string, engine: Engine): Verification {
  const file = readVectorFile(path);
  try {
    return compare(path, file, engine);
  } catch (error) {
    throw new VectorError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

function compare(path: string, file: VectorFile, engine: Engine): Verification {
  const { model, names } = modelOf(file);
  const extra = Object.keys(file.parameters).find((name) => !names.some(({ reference }) => reference === name));
  if (extra !== undefined) throw new VectorError(`the parameter ${extra} has no counterpart in this model`);
  const execution = engine.prepare(model.recurrence(file.batch), {
    trainable: model.parameters.map(({ path: name }) => name),
  });
  for (const pair of names)
    execution.writeParameter(pair.ours, toOurLayout(arrayOf(file.parameters, 'parameter', pair)));
  const { steps, inputs } = runOf(model, file.inputs);
  // The file's own targets: they need not be the inputs shifted by one.
  for (const [column, row] of file.targets.entries())
    for (const [time, symbol] of row.entries()) inputs.targets[time * file.batch + column] = symbol;

  const { loss, gradients, outputs } = execution.gradients({ steps, inputs, outputs: ['logits'] });
  return {
    file: path,
    model: file.model,
    engine: execution.executor,
    maxLogitError: largestDifference(outputs.logits?.values ?? [], timeFirst(file.logits)),
    lossError: Math.abs(loss - file.loss),
    maxGradientError: Math.max(
      ...names.map((pair) =>
        largestDifference(gradients[pair.ours] ?? [], toOurLayout(arrayOf(file.gradients, 'gradient', pair))),
      ),
    ),
  };
}
