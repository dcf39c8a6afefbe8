import type { MemoryRun } from './run-memory.ts';

/** Weights of the transitions of one step. */
export interface TransitionWeights {
  push(q: number, x: number, r: number, y: number): number;
  replace(q: number, x: number, r: number, y: number): number;
  pop(q: number, x: number, r: number): number;
}

export interface Sizes {
  readonly states: number;
  readonly symbols: number;
}

/** Number of logits of a step. */
export function logitCount({ states, symbols }: Sizes): number {
  const pairs = states * symbols;
  return pairs * (2 * pairs + states);
}

/** The logits of one step, converted: rows q, x; columns pushes, replacements, pops. */
export function weightsOf(
  logits: readonly number[],
  { states, symbols }: Sizes,
  convert: (logit: number) => number = Math.exp,
): TransitionWeights {
  const pairs = states * symbols;
  const at = (q: number, x: number, column: number): number =>
    convert(logits[(q * symbols + x) * (2 * pairs + states) + column] as number);
  return {
    push: (q, x, r, y) => at(q, x, r * symbols + y),
    replace: (q, x, r, y) => at(q, x, pairs + r * symbols + y),
    pop: (q, x, r) => at(q, x, 2 * pairs + r),
  };
}

/** Each row of logits as logarithms of probabilities. */
export function normalizeRows(logits: readonly number[], { states, symbols }: Sizes): number[] {
  const columns = 2 * states * symbols + states;
  return Array.from({ length: states * symbols }, (_, row) => {
    const part = logits.slice(row * columns, (row + 1) * columns);
    const largest = Math.max(...part);
    const total = largest + Math.log(part.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    return part.map((logit) => logit - total);
  }).flat();
}

/** Parameters with which the first elements of a hidden vector of this size are the logits. */
export function logitsPassedOn(path: string, size: number, sizes: Sizes): Record<string, number[]> {
  const count = logitCount(sizes);
  const weights = Array.from({ length: size * count }, (_, place) =>
    Math.floor(place / count) === place % count ? 1 : 0,
  );
  return { [`${path}/weights`]: weights, [`${path}/bias`]: new Array<number>(count).fill(0) };
}

/** The largest relative difference between readings. */
export function worstRelative(actual: MemoryRun['readings'], expected: readonly (readonly number[])[]): number {
  let worst = actual.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  for (const [time, row] of expected.entries()) {
    for (const [index, value] of row.entries()) {
      const found = actual[time]?.[index] as number;
      const difference = found === value ? 0 : Math.abs(found - value) / Math.abs(value);
      worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(worst, difference);
    }
  }
  return worst;
}
