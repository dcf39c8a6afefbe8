import type { Engine } from '@pushdown/core';
import {
  type Execution,
  type PrepareOptions,
  type Recurrence,
  type RunResult,
  referenceExecutor,
  type Values,
} from '@pushdown/tensors';
import { mismatch, type Tolerance } from '../suite/close.ts';
import { valuesFor } from './recurrences.ts';

/** An engine under trial. */
export interface Tried {
  readonly engine: Engine;
  readonly tolerance: Tolerance;
}

/** A recurrence in the engine and in the float64 reference, with the parameters that the engine made of those it was given. */
export interface Pair {
  readonly found: Execution;
  readonly expected: Execution;
}

/** Runs what is to be compared, and disposes of both. */
export function withPair<T>(
  { engine }: Pick<Tried, 'engine'>,
  recurrence: Recurrence,
  options: PrepareOptions,
  run: (pair: Pair) => T,
): T {
  const found = engine.prepare(recurrence, options);
  const expected = referenceExecutor().prepare(recurrence, options);
  try {
    for (const [path, values] of Object.entries(valuesFor(recurrence))) {
      found.writeParameter(path, values);
      expected.writeParameter(path, found.readParameter(path));
    }
    return run({ found, expected });
  } finally {
    found.dispose();
    expected.dispose();
  }
}

/** Differences of outputs, in shape or in values, and of the states after the last step where there are some. */
export function resultProblems(found: RunResult, expected: RunResult, tolerance: Tolerance): string[] {
  const all = ({ outputs, carry = {} }: RunResult): Readonly<Record<string, RunResult['outputs'][string]>> => ({
    ...Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [`the output ${name}`, tensor])),
    ...Object.fromEntries(Object.entries(carry).map(([name, tensor]) => [`the state ${name}`, tensor])),
  });
  const [actual, wanted] = [all(found), all(expected)];
  const names = [actual, wanted].map((tensors) => Object.keys(tensors).sort().join());
  if (names[0] !== names[1]) return [`it returns ${names[0]} instead of ${names[1]}`];
  return Object.entries(wanted).flatMap(([name, { shape, values }]) => {
    const own = actual[name] as (typeof actual)[string];
    if (own.shape.join() !== shape.join()) return [`${name} has the shape [${own.shape}] instead of [${shape}]`];
    const problem = mismatch(own.values, values, tolerance);
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
}

/** Differences of lists of numbers by name. */
export function valueProblems(
  what: string,
  found: Readonly<Record<string, Values>>,
  expected: Readonly<Record<string, Values>>,
  tolerance: Tolerance,
): string[] {
  const paths = [found, expected].map((values) => Object.keys(values).sort().join());
  if (paths[0] !== paths[1]) return [`there is ${what} of ${paths[0]} instead of ${paths[1]}`];
  return Object.entries(expected).flatMap(([path, values]) => {
    const problem = mismatch(found[path] ?? [], values, tolerance);
    return problem === undefined ? [] : [`${what} of ${path} ${problem}`];
  });
}

export function scalarProblems(what: string, found: number, expected: number, tolerance: Tolerance): string[] {
  const problem = mismatch([found], [expected], tolerance);
  return problem === undefined ? [] : [`${what} ${problem}`];
}

/** All parameters of an execution. */
export function parametersOf(execution: Execution, { parameters }: Recurrence): Record<string, Values> {
  return Object.fromEntries(Object.keys(parameters).map((path) => [path, execution.readParameter(path)]));
}
