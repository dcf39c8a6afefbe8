import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import type { AutomatonTransition } from '../../automata/automaton.ts';
import { automatonLanguage } from '../../automata/automaton-language.ts';

/** Options of `modularArithmetic`. */
export interface ModularArithmeticOptions {
  /** What all is computed modulo, from 2 to 10, so that every number is one digit. */
  readonly modulus?: number | undefined;
}

/**
 * True equations d o d o … d = r: digits below the modulus joined by +, − and *, without brackets, and the value modulo the
 * modulus. Products come before sums. All equations of a length are equally probable; lengths are 3, 5, 7, …. They write out
 * inputs and answers of the task modular arithmetic (simple) of Delétang et al. (2023), whose modulus is 5.
 */
export const modularArithmetic: Contribution<'language', ModularArithmeticOptions, Language> = defineLanguage({
  name: 'modular-arithmetic',
  description: 'true equations such as 2 + 3 * 4 = 4, modulo 5',
  source: 'Delétang et al. 2023',
  options: z.strictObject({ modulus: z.int().min(2).max(10).default(5) }),
  create: ({ modulus }) => {
    const digits = Array.from({ length: modulus }, (_, digit) => digit);
    const reduce = (value: number): number => ((value % modulus) + modulus) % modulus;
    // A sum of finished terms and a factor that the next digit is multiplied by, or a term that may go on.
    const before = (sum: number, factor: number): string => `sum ${sum}, factor ${factor}`;
    const after = (sum: number, term: number): string => `sum ${sum}, term ${term}`;
    const result = (value: number): string => `result ${value}`;
    const pairs = digits.flatMap((sum) => digits.map((other) => [sum, other] as const));
    const transitions = pairs.flatMap(([sum, other]): AutomatonTransition[] => {
      const value = reduce(sum + other);
      return [
        ...digits.map((digit) => ({
          from: before(sum, other),
          symbol: String(digit),
          to: after(sum, reduce(other * digit)),
        })),
        { from: after(sum, other), symbol: '+', to: before(value, 1) },
        { from: after(sum, other), symbol: '-', to: before(value, modulus - 1) },
        { from: after(sum, other), symbol: '*', to: before(sum, other) },
        { from: after(sum, other), symbol: '=', to: result(value) },
      ];
    });
    return automatonLanguage({
      name: 'modular-arithmetic',
      alphabet: [...digits.map(String), '+', '-', '*', '='],
      states: [
        ...pairs.flatMap(([sum, other]) => [before(sum, other), after(sum, other)]),
        ...digits.map(result),
        'end',
      ],
      initial: [before(0, 1)],
      final: ['end'],
      transitions: [
        ...transitions,
        ...digits.map((value) => ({ from: result(value), symbol: String(value), to: 'end' })),
      ],
    });
  },
});
