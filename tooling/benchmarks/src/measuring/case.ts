import { compiledExecutor } from '@pushdown/compiler';
import { type Engine, referenceEngine } from '@pushdown/core';
import { tensorflowExecutor, tensorflowProducts } from '@pushdown/tensorflow';

/** Engines that can be measured, by name. */
export const engines = {
  reference: (): Engine => referenceEngine(),
  compiled: (): Engine => compiledExecutor(),
  'compiled-tensorflow': (): Engine => compiledExecutor({ products: tensorflowProducts() }),
  tensorflow: (): Engine => tensorflowExecutor('tensorflow'),
  'tensorflow-wasm': (): Engine => tensorflowExecutor('tensorflow-wasm'),
  'tensorflow-cpu': (): Engine => tensorflowExecutor('tensorflow-cpu'),
};

export type EngineName = keyof typeof engines;

/** What one fresh process measures. */
export interface Case {
  readonly engine: EngineName;
  /** A name that `benchmarkModel` knows. */
  readonly model: string;
  /** Symbols of a string; one more is predicted, its end. Of a stream: symbols of a chunk. */
  readonly length: number;
  /** Strings of a batch, or parallel streams. */
  readonly batch: number;
  /** For how long to repeat the step after the first one. */
  readonly seconds: number;
}
