import { type Execution, type Recurrence, type Run, referenceExecutor, type UpdateDefinition } from '@pushdown/tensors';
import { expect } from 'vitest';
import { compiledExecutor } from '../../src/index.ts';
import { differences, fillParameters, randomRun } from './compare.ts';
import type { TrainingCase } from './updates.ts';

/**
 * Compiled code is float32: half a unit in the last place is 6e-8, and a sum of n products may lose some √n of them. Twenty
 * such units of the largest number of a tensor are allowed after a step, and some more over the steps of a run.
 */
export const tolerance = { relative: 5e-6, absolute: 2e-6 };

export interface Pair {
  readonly compiled: Execution;
  readonly reference: Execution;
}

/** Both executors with the same parameters. */
export function prepare(recurrence: Recurrence, trainable: readonly string[], update?: UpdateDefinition): Pair {
  const options = { trainable, ...(update === undefined ? {} : { update }) };
  // What is read without having been written shows as NaN.
  const compiled = compiledExecutor({ unwritten: Number.NaN }).prepare(recurrence, options);
  const reference = referenceExecutor().prepare(recurrence, options);
  expect(compiled.executor).toBe('compiled');
  fillParameters([compiled, reference], recurrence, 3);
  return { compiled, reference };
}

/** Compares values, states and gradients of a run, and those of a run forward only. */
export function check({ compiled, reference }: Pair, recurrence: Recurrence, steps: number): void {
  // Without the last state, what cannot matter any more is not computed.
  for (const keepCarry of [true, false]) {
    const run = { ...randomRun(recurrence, steps, 11 + steps, 3), keepCarry };
    expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
    expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
  }
}

/** Trains both executors for ten steps and compares what they return and where they end. */
export function checkTraining(
  recurrence: Recurrence,
  trainable: readonly string[],
  { update, settings }: TrainingCase,
  runOf: (step: number) => Run,
): void {
  const { compiled, reference } = prepare(recurrence, trainable, update);
  const loose = { relative: 2e-4, absolute: 2e-5 };
  for (let step = 1; step <= 10; step++) {
    const run = runOf(step);
    const [actual, expected] = [compiled, reference].map((execution) => execution.train(run, settings(step)));
    if (actual === undefined || expected === undefined) throw new Error('two executions');
    expect(differences(actual, expected, loose)).toEqual([]);
  }
  const read = (execution: Execution) => ({
    outputs: {},
    gradients: Object.fromEntries(trainable.map((path) => [path, execution.readParameter(path)])),
  });
  expect(differences(read(compiled), read(reference), loose)).toEqual([]);
}
