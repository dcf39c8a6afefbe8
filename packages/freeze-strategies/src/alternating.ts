import {
  type Component,
  type Contribution,
  componentSchema,
  defineFreezeStrategy,
  type FreezeStrategy,
} from '@pushdown/core';
import { z } from 'zod';

/** Options of `freezeAlternating`. */
export interface AlternatingOptions {
  /** Which components train in which turn; the others of this list are frozen then. Memory, then controller, by default. */
  readonly turns?: readonly (readonly Component[])[] | undefined;
  /** Epochs of a turn; 1 by default. */
  readonly every?: number | undefined;
}

/** Lets components train in turns. Components that no turn names train all the time. */
export const freezeAlternating: Contribution<'freeze-strategy', AlternatingOptions, FreezeStrategy> =
  defineFreezeStrategy({
    name: 'alternating',
    description: 'components train in turns, memory and controller by default',
    options: z.strictObject({
      turns: z
        .array(z.array(componentSchema).min(1))
        .min(2)
        .default([['memory'], ['controller']]),
      every: z.int().positive().default(1),
    }) as unknown as z.ZodType<Required<AlternatingOptions>, AlternatingOptions>,
    create({ turns = [], every = 1 }) {
      const inTurns = new Set(turns.flat());
      return {
        name: 'alternating',
        isFrozen({ component }, { epoch }) {
          const turn = turns[Math.floor(epoch / every) % turns.length] ?? [];
          return inTurns.has(component) && !turn.includes(component);
        },
      };
    },
  });
