import type { Template } from './template.ts';

/** Numbers of options of the free variables of a template, in order of their first slots. */
function optionCounts(template: Template): readonly number[] {
  const counts = new Map<number, number>();
  for (const { variable, symbols } of template) {
    if (variable !== undefined) counts.set(variable, symbols.length);
  }
  return [...counts.values()];
}

/** −ln of the probability that every string of the template has: all its strings are equally probable. In nats. */
export function entropy(template: Template): number {
  return optionCounts(template).reduce((nats, count) => nats + Math.log(count), 0);
}

/**
 * Expected number of positions, the end of the string included, that the best predictor guesses wrong when it knows the
 * length: of a variable with m options, its first slot is wrong with probability 1 − 1/m; everything else is determined.
 */
export function expectedErrors(template: Template): number {
  return optionCounts(template).reduce((errors, count) => errors + (1 - 1 / count), 0);
}
