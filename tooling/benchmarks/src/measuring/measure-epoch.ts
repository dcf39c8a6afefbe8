import { compiledExecutor } from '@pushdown/compiler';
import { type Language, randomStream } from '@pushdown/core';
import { count3, markedReverseAndCopy } from '@pushdown/datasets';
import { freezeNothing } from '@pushdown/freeze-strategies';
import { adam, sampleBatches, train } from '@pushdown/training';
import { benchmarkModel } from '../models.ts';
import { median } from '../statistics.ts';
import { benchmarkParameters, clipNorm, learningRate } from './workload.ts';

/** Languages of as many symbols as the models have. */
export const languages: Readonly<Record<string, () => Language>> = {
  'count-3': () => count3(),
  'marked-reverse-and-copy': () => markedReverseAndCopy(),
};

/** What one fresh process measures. */
export interface EpochCase {
  /** A name that `benchmarkModel` knows. */
  readonly model: string;
  /** A name in `languages`. */
  readonly language: string;
  /** Epochs besides the first one. */
  readonly epochs: number;
}

/** Milliseconds; those of processor time count all threads. */
export interface EpochMeasurement {
  /** Drawing all strings. */
  readonly dataMs: number;
  readonly dataCpuMs: number;
  /** From before the strings are drawn and the model is made to the end of the first epoch. */
  readonly firstMs: number;
  /** A later epoch: the steps and the validation. */
  readonly epochMs: number;
  readonly epochCpuMs: number;
}

/** Epochs of the protocol of DuSell & Chiang (2023): 1,000 batches of 10 strings, 100 to validate, of lengths 40 to 80. */
export async function measureEpoch({ model: name, language, epochs }: EpochCase): Promise<EpochMeasurement> {
  const begin = now();
  const strings = {
    language: (languages[language] as () => Language)(),
    range: { min: 40, max: 80 },
    batchSize: 10,
  };
  const training = sampleBatches({ ...strings, batches: 1000, random: randomStream(1, 'data/training') });
  const validation = sampleBatches({ ...strings, batches: 100, random: randomStream(1, 'data/validation') });
  const drawn = now();

  const model = benchmarkModel(name);
  const ends: Moment[] = [];
  await train({
    model,
    engine: compiledExecutor(),
    parameters: benchmarkParameters(model),
    training,
    validation,
    protocol: {
      optimizer: adam(),
      learningRate,
      clipNorm,
      maximumEpochs: epochs + 1,
      patience: epochs + 1,
      decay: { factor: 0.9, patience: 5, threshold: 1e-4 },
    },
    freeze: freezeNothing(),
    random: randomStream(1, 'shuffle'),
    onEpoch: () => void ends.push(now()),
  });
  const epochOf = (clock: keyof Moment): number =>
    median(ends.slice(1).map((end, index) => end[clock] - (ends[index] as Moment)[clock]));
  return {
    dataMs: drawn.elapsed - begin.elapsed,
    dataCpuMs: drawn.cpu - begin.cpu,
    firstMs: (ends[0] as Moment).elapsed - begin.elapsed,
    epochMs: epochOf('elapsed'),
    epochCpuMs: epochOf('cpu'),
  };
}

/** Milliseconds of two clocks. */
interface Moment {
  readonly elapsed: number;
  /** Processor time of all threads of this process. */
  readonly cpu: number;
}

function now(): Moment {
  const { user, system } = process.cpuUsage();
  return { elapsed: performance.now(), cpu: (user + system) / 1000 };
}
