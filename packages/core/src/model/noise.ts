import type { RandomStream } from '../random/streams.ts';
import type { RecurrentModel } from './recurrent-model.ts';

/**
 * The random inputs of a run, time first: nothing for a model that has none.
 * @param random without it every number is ½, the middle of the distribution: how a model computes when it predicts.
 */
export function noiseInputs(
  model: RecurrentModel,
  { steps, batchSize }: { readonly steps: number; readonly batchSize: number },
  random?: RandomStream,
): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(model.noise(batchSize)).map(([name, shape]) => {
      const count = steps * shape.reduce((product, size) => product * size, 1);
      return [name, Float64Array.from({ length: count }, () => random?.uniform() ?? 0.5)];
    }),
  );
}
