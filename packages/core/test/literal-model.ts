import type { ParameterValues } from '@pushdown/core';

/** Row vector times row-major matrix. */
export function times(x: readonly number[], weights: ArrayLike<number>, columns: number): number[] {
  return Array.from({ length: columns }, (_, column) =>
    x.reduce((total, value, row) => total + value * (weights[row * columns + column] as number), 0),
  );
}

export const plus = (a: readonly number[], b: ArrayLike<number>): number[] =>
  a.map((value, index) => value + (b[index] as number));

export const logSoftmax = (logits: readonly number[]): number[] => {
  const total = Math.log(logits.reduce((sofar, logit) => sofar + Math.exp(logit), 0));
  return logits.map((logit) => logit - total);
};

const oneHot = (symbol: number, size: number): number[] =>
  Array.from({ length: size }, (_, index) => (index === symbol ? 1 : 0));

/** The timeline of DuSell & Chiang for the tiny controller and memory, one string, in plain numbers. */
export function literalRun(
  string: readonly number[],
  values: ParameterValues,
  sizes: { readonly alphabet: number; readonly hidden: number; readonly withMemory: boolean },
): { logits: number[][]; nats: number[] } {
  const { alphabet, hidden: size, withMemory } = sizes;
  const value = (path: string): number[] => [...(values[path] as Float64Array)];
  const classify = (hidden: readonly number[]): number[] =>
    plus(times(hidden, value('classifier/weights'), alphabet + 1), value('classifier/bias'));
  let hidden = value('controller/tiny/start');
  let total = hidden.map(() => 0);
  let reading = withMemory ? value('memory/trace/offset') : [];
  const logits = [classify(hidden)];
  for (const symbol of string) {
    const input = [...oneHot(symbol, alphabet), ...reading, ...hidden];
    const raw = plus(times(input, value('controller/tiny/cell/weights'), size), value('controller/tiny/cell/bias'));
    hidden = raw.map(Math.tanh);
    logits.push(classify(hidden));
    if (!withMemory) continue;
    total = total.map((sum, unit) => 0.5 * sum + (hidden[unit] as number));
    reading = plus(total, value('memory/trace/offset'));
  }
  const targets = [...string, alphabet];
  return { logits, nats: logits.map((row, time) => -(logSoftmax(row)[targets[time] as number] as number)) };
}
