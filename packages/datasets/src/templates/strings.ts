import type { RandomStream } from '@pushdown/core';
import type { Template } from './template.ts';

/** A string of the template, each with the same probability. Draws one number per free variable, in order of first slots. */
export function sampleString(template: Template, random: RandomStream): number[] {
  const chosen = new Map<number, number>();
  return template.map(({ variable, symbols }) => {
    if (variable === undefined) return symbols[0]!;
    const option = chosen.get(variable) ?? random.integer(symbols.length);
    chosen.set(variable, option);
    return symbols[option]!;
  });
}

/** Whether some choice of the free variables makes the template this string. */
export function matches(template: Template, string: readonly number[]): boolean {
  if (string.length !== template.length) return false;
  const chosen = new Map<number, number>();
  return template.every(({ variable, symbols }, position) => {
    const option = symbols.indexOf(string[position]!);
    if (option === -1 || variable === undefined) return option !== -1;
    const known = chosen.get(variable) ?? option;
    chosen.set(variable, known);
    return known === option;
  });
}
