import { type Contribution, defineTransduction, type Transduction } from '@pushdown/core';
import { z } from 'zod';
import { benchmark } from './symbols.ts';
import { wordTask } from './word-task.ts';

/**
 * Where a walk on a circle of five places ends that starts at place 0. A step goes back (id 0, −1), stays (id 1, 0) or goes
 * forward (id 2, +1): +1 −1 0 −1 −1 → 3, as −2 is 3 on the circle; +1 +1 +1 −1 → 2.
 */
export const cycleNavigation: Contribution<'transduction', Record<string, never>, Transduction> = defineTransduction({
  name: 'cycle-navigation',
  description: 'steps on a circle of five places → the place where they end',
  source: benchmark,
  options: z.strictObject({}),
  create: () =>
    wordTask({
      name: 'cycle-navigation',
      level: 'regular',
      inputAlphabet: ['-1', '0', '+1'],
      outputAlphabet: ['0', '1', '2', '3', '4'],
      output: (input) => [input.reduce((place, step) => (place + step + 4) % 5, 0)],
    }),
});
