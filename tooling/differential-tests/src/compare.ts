import type { GradientResult, RunResult, TrainResult } from '@pushdown/tensors';

/** How far two tensors may be apart. */
export interface Tolerance {
  /** Of the largest number of the tensor. */
  readonly relative: number;
  readonly absolute: number;
}

type Result = RunResult & Partial<Pick<GradientResult, 'gradients'> & Pick<TrainResult, 'reports' | 'loss'>>;

/** Every way in which two results of one run differ, one line each. */
export function differences(actual: Result, expected: Result, tolerance: Tolerance): string[] {
  const [left, right] = [flatten(actual), flatten(expected)];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) => {
    const [a, b] = [left.get(name), right.get(name)];
    const problem = a === undefined || b === undefined ? 'is missing on one side' : mismatch(a, b, tolerance);
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
}

function flatten({ outputs, carry = {}, gradients = {}, reports = {}, loss }: Result): Map<string, ArrayLike<number>> {
  const all = new Map<string, ArrayLike<number>>();
  for (const [name, { values }] of Object.entries(outputs)) all.set(`output ${name}`, values);
  for (const [name, { values }] of Object.entries(carry)) all.set(`state ${name}`, values);
  for (const [path, values] of Object.entries(gradients)) all.set(`gradient of ${path}`, values);
  for (const [name, value] of Object.entries(reports)) all.set(`report ${name}`, [value]);
  if (loss !== undefined) all.set('loss', [loss]);
  return all;
}

/** What is wrong with a tensor, or undefined. */
export function mismatch(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, absolute }: Tolerance,
): string | undefined {
  if (actual.length !== expected.length) return `has ${actual.length} numbers instead of ${expected.length}`;
  let largest = 0;
  for (const value of Array.from(expected)) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  for (const [index, value] of Array.from(expected).entries()) {
    const found = actual[index] as number;
    const close = found === value || Math.abs(found - value) <= absolute + relative * largest;
    if (!close && !(Number.isNaN(found) && Number.isNaN(value)))
      return `has ${found} at ${index} of ${expected.length} instead of ${value} (largest: ${largest})`;
  }
  return undefined;
}
