import {
  type Optimizer,
  type ParameterValues,
  type RecurrentModel,
  randomStream,
  type Session,
  type TokenChunk,
} from '@pushdown/core';
import { adam, sgd } from '@pushdown/training';
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

/** A random piece of parallel streams of all symbols of a model, the same in every process. */
function benchmarkChunk({ alphabetSize: symbols }: RecurrentModel, streams: number, length: number): TokenChunk {
  const random = randomStream(1, 'benchmark');
  const draw = (): Int32Array[] =>
    Array.from({ length: streams }, () => Int32Array.from({ length }, () => random.integer(symbols)));
  return { inputs: draw(), targets: draw() };
}

/** A step of training, the same again and again. A stream goes on from the state it came to. @returns the loss. */
export function benchmarkStep(session: Session, { batch, length }: { batch: number; length: number }): () => number {
  let step = 0;
  const { model } = session;
  if (model.predict === 'string') {
    const strings = benchmarkStrings(batch, length);
    return () => session.train(strings, { learningRate, step: ++step }).loss;
  }
  const chunk = benchmarkChunk(model, batch, length);
  let carry: ReturnType<Session['trainChunk']>['carry'] | undefined;
  return () => {
    const trained = session.trainChunk(chunk, { learningRate, step: ++step }, { carry });
    carry = trained.carry;
    return trained.loss;
  };
}

/** Initial values, the same in every process. */
export function benchmarkParameters(model: RecurrentModel): ParameterValues {
  return model.initialize(randomStream(1, 'parameters'));
}
