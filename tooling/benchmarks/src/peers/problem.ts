import { benchmarkParameters, benchmarkStrings, clipNorm, learningRate } from '../measuring/workload.ts';
import { alphabetSize, benchmarkModel, hiddenSize } from '../models.ts';

/** Models that peers are written for, with their names in `models.ts` and the size of the vectors on their stack. */
export const peerModels = {
  lstm: { model: 'lstm', vectorSize: 0 },
  'superposition-stack': { model: 'jm-10', vectorSize: 10 },
} as const;

export type PeerModel = keyof typeof peerModels;

/** All a peer is told. Its step starts from the same parameters and the same strings as ours. */
export interface Problem {
  readonly hiddenSize: number;
  readonly alphabetSize: number;
  /** Numbers of a vector on the stack; 0 without a stack. */
  readonly vectorSize: number;
  readonly learningRate: number;
  readonly clipNorm: number;
  /** For how long to repeat the step after the first one. */
  readonly seconds: number;
  /** [batch][length] */
  readonly strings: readonly (readonly number[])[];
  /** Initial values, row-major. */
  readonly parameters: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: number[] }>>;
}

export function problemOf(name: PeerModel, batch: number, length: number, seconds: number): Problem {
  const { model: modelName, vectorSize } = peerModels[name];
  const model = benchmarkModel(modelName);
  const values = benchmarkParameters(model);
  return {
    hiddenSize,
    alphabetSize,
    vectorSize,
    learningRate,
    clipNorm,
    seconds,
    strings: benchmarkStrings(batch, length),
    parameters: Object.fromEntries(
      model.parameters.map(({ path, shape }) => [path, { shape, values: Array.from(values[path] ?? []) }]),
    ),
  };
}
