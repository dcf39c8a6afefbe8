import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { automatonLanguage } from '../../automata/automaton-language.ts';

/** Options of `cycleNavigation`. */
export interface CycleNavigationOptions {
  /** Number of places on the cycle, at least 2. */
  readonly size?: number | undefined;
}

/** By symbol: stay, go on, go back. */
const moves = { '0': 0, '+': 1, '-': -1 } as const;

/**
 * Walks on a cycle that end where they began: words over 0 (stay), + and − whose moves add up to a multiple of the size. All
 * of a length are equally probable. They are the inputs for which cycle navigation of Delétang et al. (2023), on 5 places,
 * answers with the place of the start.
 */
export const cycleNavigation: Contribution<'language', CycleNavigationOptions, Language> = defineLanguage({
  name: 'cycle-navigation',
  description: 'walks of the moves 0, + and - on a cycle that end where they began',
  source: 'Delétang et al. 2023',
  options: z.strictObject({ size: z.int().min(2).max(1000).default(5) }),
  create: ({ size }) => {
    const places = Array.from({ length: size }, (_, place) => String(place));
    return automatonLanguage({
      name: 'cycle-navigation',
      alphabet: Object.keys(moves),
      states: places,
      initial: ['0'],
      final: ['0'],
      transitions: places.flatMap((from, place) =>
        Object.entries(moves).map(([symbol, step]) => ({ from, symbol, to: String((place + step + size) % size) })),
      ),
    });
  },
});
