import { format, type Polynomial } from '../index-maps/polynomial.ts';
import type { Expression, Loop } from '../loops/kernel.ts';

/** Keys of parts are asked for with those of the whole; expressions do not change. */
const known = new WeakMap<Expression, string>();

/** Equal for equal expressions. */
export function keyOf(expression: Expression): string {
  let key = known.get(expression);
  if (key === undefined) {
    key = makeKey(expression);
    known.set(expression, key);
  }
  return key;
}

function makeKey(expression: Expression): string {
  switch (expression.kind) {
    case 'load':
      return `${expression.wide === true ? 'wide ' : ''}b${expression.buffer.id}[${format(expression.offset)}]`;
    case 'constant':
      return `${Object.is(expression.value, -0) ? '-0' : expression.value}`;
    case 'index':
      return `#${format(expression.value)}`;
    case 'operation':
      return `${expression.primitive}(${expression.args.map(keyOf).join(',')})`;
    case 'reduction':
      return `${expression.reduction}${expression.overLanes ? ' over lanes' : ''}(${expression.parts
        .map(({ inner, body }) => `${keyOfLoops(inner)}: ${keyOf(body)}`)
        .join(' and ')})`;
    case 'masked':
      return `masked(${keyOf(expression.value)})`;
  }
}

/** Equal for loops over equal ranges, by the same variables. */
export function keyOfLoops(loops: readonly Loop[]): string {
  const bounds = (all: readonly Polynomial[]): string => [...new Set(all.map(format))].sort().join(' & ');
  return loops
    .map(({ variable, lower, upper, step = 1 }) => `${variable}: ${bounds(lower)} to ${bounds(upper)} by ${step}`)
    .join('; ');
}
