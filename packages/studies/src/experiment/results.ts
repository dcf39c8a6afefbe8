import type { Measurement } from '@pushdown/core';
import type { FrozenPeriod } from './frozen-periods.ts';
import type { Experiment } from './schema.ts';
import type { Lengths } from './string-schema.ts';

/** Measurements by the name of what was measured. */
export type Measurements = Readonly<Record<string, Measurement>>;

/** What a model reached on some strings, or on a text. */
export interface SetResults {
  /** Of a text its lines. */
  readonly strings: number;
  readonly measurements: Measurements;
}

/** What a model reached on one range of test lengths. */
export interface BinResults extends SetResults {
  readonly range: Lengths;
  /** The lengths tested; fewer than the language has when the experiment limits them. */
  readonly lengths: readonly number[];
}

/** How much of a corpus was used. */
export interface CorpusSize {
  /** Different symbols, the end of a line among them. */
  readonly vocabulary: number;
  /** Symbols of each text, the ends of lines among them. */
  readonly symbols: Readonly<Record<'training' | 'validation' | 'test', number>>;
}

/**
 * What a run found, and nothing that differs when the run is repeated: timings are in `metrics.jsonl`, the machine is in
 * `environment.json`.
 */
export interface RunResults {
  readonly name: string;
  readonly experiment: Experiment;
  readonly parameterCount: number;
  /** How many numbers of the parameters trained at the end. */
  readonly trainedParameterCount: number;
  /** Name of the engine that really trained the model. */
  readonly engine: string;
  readonly training: {
    /** The learning rate training began with. */
    readonly learningRate: number;
    /** The limit of the gradient's norm, where the experiment left it to be drawn. */
    readonly clipNorm?: number;
    readonly epochs: number;
    readonly bestEpoch: number;
    readonly stopped: 'patience' | 'maximum-epochs' | 'minimum-learning-rate';
    /** What was frozen in which epochs. */
    readonly frozen: readonly FrozenPeriod[];
    /** The model's loss per position in the best epoch; of cross-entropy these are nats per symbol. */
    readonly loss: number;
    readonly validationLoss: number;
    /** Only of models that predict symbols. */
    readonly validationPerplexity?: number;
  };
  readonly validation: SetResults;
  /** Test strings by their lengths; none of a text. */
  readonly bins: readonly BinResults[];
  /** The test text; only of a corpus. */
  readonly test?: SetResults;
  readonly corpus?: CorpusSize;
}
