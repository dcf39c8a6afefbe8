import {
  createSession,
  type Engine,
  type Optimizer,
  type ParameterDescription,
  type ParameterValues,
  type RecurrentModel,
  randomStream,
  type Session,
  type TokenChunk,
} from '@pushdown/core';
import { adam, sgd, updateOf } from '@pushdown/training';
import { alphabetSize } from '../models.ts';

/** What every measured step does after its backward pass: clip the norm of the gradient, then an update. */
export const clipNorm = 5;
export const learningRate = 1e-3;

/** Adam for models of strings, and plain descent for models of texts, as in their protocols. */
export function benchmarkOptimizer({ predict }: RecurrentModel): Optimizer {
  return predict === 'stream' ? sgd() : adam();
}

/** Random strings, the same in every process. */
export function benchmarkStrings(batch: number, length: number): number[][] {
  const random = randomStream(1, 'benchmark');
  return Array.from({ length: batch }, () => Array.from({ length }, () => random.integer(alphabetSize)));
}

/** A random piece of parallel streams, the same in every process: what the symbols are does not change the cost. */
export function benchmarkChunk(symbols: number, streams: number, length: number): TokenChunk {
  const random = randomStream(1, 'benchmark');
  const draw = (): Int32Array[] =>
    Array.from({ length: streams }, () => Int32Array.from({ length }, () => random.integer(symbols)));
  return { inputs: draw(), targets: draw() };
}

/** A step of training, the same again and again. @returns the loss. */
export function benchmarkStep(session: Session, { batch, length }: { batch: number; length: number }): () => number {
  const { model } = session;
  if (model.predict === 'string') {
    let step = 0;
    const strings = benchmarkStrings(batch, length);
    return () => session.train(strings, { learningRate, step: ++step }).loss;
  }
  return chunkStep(session, benchmarkChunk(model.alphabetSize, batch, length), learningRate);
}

/** A step of training on a piece of streams, which goes on from the state it came to. @returns the loss. */
export function chunkStep(session: Session, chunk: TokenChunk, rate: number): () => number {
  let step = 0;
  let carry: ReturnType<Session['trainChunk']>['carry'] | undefined;
  return () => {
    const trained = session.trainChunk(chunk, { learningRate: rate, step: ++step }, { carry });
    carry = trained.carry;
    return trained.loss;
  };
}

/** Initial values, the same in every process. */
export function benchmarkParameters(model: RecurrentModel): ParameterValues {
  return model.initialize(randomStream(1, 'parameters'));
}

/** A session that trains from the initial values of the benchmark, everything or what is not frozen. */
export function benchmarkSession(options: {
  readonly model: RecurrentModel;
  readonly engine: Engine;
  /** Largest norm of the gradient; `clipNorm` without it. */
  readonly limit?: number;
  readonly isFrozen?: (parameter: ParameterDescription) => boolean;
}): Session {
  const { model, engine, limit = clipNorm, isFrozen = () => false } = options;
  return createSession({
    model,
    engine,
    parameters: benchmarkParameters(model),
    trainable: model.parameters.filter((parameter) => !isFrozen(parameter)).map(({ path }) => path),
    update: updateOf(benchmarkOptimizer(model), limit),
  });
}
