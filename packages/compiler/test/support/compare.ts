import { type Execution, elementCount, type Recurrence, type Run, type Values } from '@pushdown/tensors';

/** A linear congruential generator (Numerical Recipes): values of tests have to be the same on every machine. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Float32 numbers between −range and range. */
export function randomValues(count: number, next: () => number, range = 1): number[] {
  return Array.from({ length: count }, () => Math.fround((2 * next() - 1) * range));
}

/** Gives every execution the same parameters. */
export function fillParameters(executions: readonly Execution[], recurrence: Recurrence, seed: number): void {
  const next = numbers(seed);
  for (const [path, shape] of Object.entries(recurrence.parameters)) {
    const values = randomValues(elementCount(shape), next);
    for (const execution of executions) execution.writeParameter(path, values);
  }
}

/** A run of random inputs; `int` inputs are below `symbols`. */
export function randomRun(recurrence: Recurrence, steps: number, seed: number, symbols = 4): Run {
  const next = numbers(seed);
  const inputs = Object.fromEntries(
    Object.entries(recurrence.inputs).map(([name, { shape, dtype, initial }]) => {
      const count = (initial === true ? steps + 1 : steps) * elementCount(shape);
      if (dtype === 'float') return [name, randomValues(count, next)];
      return [name, Array.from({ length: count }, () => Math.floor(next() * (dtype === 'bool' ? 2 : symbols)))];
    }),
  );
  return { steps, inputs, settings: Object.fromEntries(recurrence.settings.map((name) => [name, next()])) };
}

export interface Tolerance {
  /** Of the largest number of the tensor. */
  readonly relative: number;
  readonly absolute?: number;
}

/** What is wrong with a tensor, or undefined. Infinities have to agree, and NaN equals NaN. */
export function mismatch(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, absolute = 1e-6 }: Tolerance,
): string | undefined {
  if (actual.length !== expected.length) return `${actual.length} numbers instead of ${expected.length}`;
  const finite = Array.from(expected).filter(Number.isFinite);
  const allowed = absolute + relative * finite.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let index = 0; index < expected.length; index++) {
    const [a, b] = [actual[index] as number, expected[index] as number];
    if (Object.is(a, b) || a === b || Math.abs(a - b) <= allowed) continue;
    return `element ${index} of ${expected.length} is ${a} instead of ${b}; ${allowed} is allowed`;
  }
  return undefined;
}

/** Everything a run returns, by name. */
export function flatten(result: {
  readonly outputs: Readonly<Record<string, { readonly values: Values }>>;
  readonly carry?: Readonly<Record<string, { readonly values: Values }>>;
  readonly loss?: number;
  readonly gradients?: Readonly<Record<string, Values>>;
  readonly reports?: Readonly<Record<string, number>>;
}): Record<string, ArrayLike<number>> {
  const named = (kind: string, values: Readonly<Record<string, ArrayLike<number>>>) =>
    Object.entries(values).map(([name, array]) => [`${kind} ${name}`, array] as const);
  const unpack = (tensors: Readonly<Record<string, { readonly values: Values }>>) =>
    Object.fromEntries(Object.entries(tensors).map(([name, { values }]) => [name, values]));
  return Object.fromEntries([
    ...named('output', unpack(result.outputs)),
    ...named('state', unpack(result.carry ?? {})),
    ...named('gradient', result.gradients ?? {}),
    ...Object.entries(result.reports ?? {}).map(([name, value]) => [`report ${name}`, [value]] as const),
    ...(result.loss === undefined ? [] : [['loss', [result.loss]] as const]),
  ]);
}

/** Every way in which two results differ, one line each. */
export function differences(
  actual: Parameters<typeof flatten>[0],
  expected: Parameters<typeof flatten>[0],
  tolerance: Tolerance,
): string[] {
  const [left, right] = [flatten(actual), flatten(expected)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((name) => {
    const [a, b] = [left[name], right[name]];
    const problem = a === undefined || b === undefined ? 'missing on one side' : mismatch(a, b, tolerance);
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
}
