import type { LeastSteps } from '../measuring/timing.ts';
import { benchmarkParameters, benchmarkStrings, clipNorm, learningRate } from '../measuring/workload.ts';
import { alphabetSize, benchmarkModel, hiddenSize } from '../models.ts';

/** A memory as peers are told about it; `null` where there is none. */
export type PeerMemory =
  | {
      readonly type: 'superposition-stack' | 'stratification-stack';
      /** Numbers of a vector on the stack. */
      readonly vectorSize: number;
    }
  | {
      readonly type: 'nondeterministic-stack';
      readonly states: number;
      readonly symbols: number;
      /** Numbers of a vector pushed with a symbol; 0 if symbols are all there is. */
      readonly vectorSize: number;
    }
  | null;

interface PeerModelEntry {
  /** Its name in `models.ts`. */
  readonly model: string;
  readonly memory: PeerMemory;
  /** Where a step of a peer takes seconds. */
  readonly leastSteps?: LeastSteps;
}

/** Enough for all losses that are compared. */
const fewSteps: LeastSteps = { warmUp: 1, counted: 3 };

function nondeterministic(model: string, states: number, symbols: number, vectorSize: number): PeerModelEntry {
  return { model, memory: { type: 'nondeterministic-stack', states, symbols, vectorSize }, leastSteps: fewSteps };
}

export type PeerModel = 'lstm' | 'superposition-stack' | 'stratification-stack' | 'rns-2-3' | 'rns-3-3' | 'vrns-2-3-3';

/** Models that peers are written for. */
export const peerModels: Readonly<Record<PeerModel, PeerModelEntry>> = {
  lstm: { model: 'lstm', memory: null },
  'superposition-stack': { model: 'jm-10', memory: { type: 'superposition-stack', vectorSize: 10 } },
  'stratification-stack': { model: 'gref-20', memory: { type: 'stratification-stack', vectorSize: 20 } },
  'rns-2-3': nondeterministic('rns-2-3', 2, 3, 0),
  'rns-3-3': nondeterministic('rns-3-3', 3, 3, 0),
  'vrns-2-3-3': nondeterministic('vrns-2-3-3', 2, 3, 3),
};

/** All a peer is told. Its step starts from the same parameters and the same strings as ours. */
export interface Problem {
  readonly hiddenSize: number;
  readonly alphabetSize: number;
  readonly memory: PeerMemory;
  readonly learningRate: number;
  readonly clipNorm: number;
  /** For how long to repeat the step after the first one. */
  readonly seconds: number;
  /** How many steps at least, if not as many as usual. */
  readonly leastSteps?: LeastSteps;
  /** [batch][length] */
  readonly strings: readonly (readonly number[])[];
  /** Initial values, row-major. */
  readonly parameters: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: number[] }>>;
}

export function problemOf(name: PeerModel, batch: number, length: number, seconds: number): Problem {
  const { model: modelName, memory, leastSteps } = peerModels[name];
  const model = benchmarkModel(modelName);
  const values = benchmarkParameters(model);
  return {
    hiddenSize,
    alphabetSize,
    memory,
    learningRate,
    clipNorm,
    seconds,
    ...(leastSteps === undefined ? {} : { leastSteps }),
    strings: benchmarkStrings(batch, length),
    parameters: Object.fromEntries(
      model.parameters.map(({ path, shape }) => [path, { shape, values: Array.from(values[path] ?? []) }]),
    ),
  };
}
