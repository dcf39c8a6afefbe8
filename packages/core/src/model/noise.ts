import type { RandomStream } from '../random/streams.ts';
import type { DropoutMask } from './dropout.ts';
import type { RecurrentModel } from './recurrent-model.ts';

/**
 * The random inputs of a run, time first: uniform numbers for the memory and masks of dropout. Nothing for a model that has
 * neither.
 * @param random without it uniform numbers are ½, the middle of the distribution, and masks are 1: how a model computes when
 *   it predicts.
 */
export function noiseInputs(
  model: RecurrentModel,
  { steps, batchSize }: { readonly steps: number; readonly batchSize: number },
  random?: RandomStream,
): Record<string, Float64Array> {
  const uniform = Object.entries(model.noise(batchSize)).map(([name, shape]): [string, Float64Array] => [
    name,
    Float64Array.from({ length: steps * sizeOf(shape) }, () => random?.uniform() ?? 0.5),
  ]);
  const masks = Object.entries(model.dropout(batchSize)).map(([name, mask]): [string, Float64Array] => [
    name,
    maskValues(mask, steps, random),
  ]);
  return Object.fromEntries([...uniform, ...masks]);
}

function maskValues(
  { shape, rate, constant, initial }: DropoutMask,
  steps: number,
  random?: RandomStream,
): Float64Array {
  const size = sizeOf(shape);
  const values = new Float64Array((initial ? steps + 1 : steps) * size).fill(1);
  if (random === undefined) return values;
  const drawn = constant ? Math.min(size, values.length) : values.length;
  for (let place = 0; place < drawn; place++) values[place] = random.uniform() < rate ? 0 : 1 / (1 - rate);
  for (let place = drawn; place < values.length; place++) values[place] = values[place - size] as number;
  return values;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
