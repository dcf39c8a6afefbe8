import {
  type Contribution,
  defineFreezeStrategy,
  type FreezeStrategy,
  parameterSelector,
  randomStream,
} from '@pushdown/core';
import { z } from 'zod';
import { type SelectionOptions, selectionSchema } from './selection-options.ts';

/** Options of `freezeRandomEntries`. */
export interface RandomEntriesOptions extends SelectionOptions {
  /** Share of the numbers of each parameter that is frozen, rounded to whole numbers. */
  readonly share: number;
  /** Which ones they are depends on this and the path of the parameter alone. */
  readonly seed?: number | undefined;
}

/** Freezes a random share of the numbers of every parameter it is told; the rest of the parameter trains. */
export const freezeRandomEntries: Contribution<'freeze-strategy', RandomEntriesOptions, FreezeStrategy> =
  defineFreezeStrategy({
    name: 'random-entries',
    description: 'a random share of the numbers of parameters keep their initial values',
    options: selectionSchema<RandomEntriesOptions>({
      share: z.number().gt(0).lte(1),
      seed: z.int().default(1),
    }),
    create({ share, seed = 1, ...selection }) {
      const selected = parameterSelector(selection);
      // Training asks before every epoch, and the answer is always the same.
      const known = new Map<string, Uint8Array>();
      return {
        name: 'random-entries',
        isFrozen: () => false,
        frozenEntries(parameter) {
          if (!selected(parameter)) return undefined;
          const { path, shape } = parameter;
          const key = `${path} ${shape.join()}`;
          const mask = known.get(key) ?? randomMask(shape, share, seed, path);
          known.set(key, mask);
          return mask;
        },
      };
    },
  });

/** Ones in so many places as the share says, all sets of places being equally probable. */
function randomMask(shape: readonly number[], share: number, seed: number, path: string): Uint8Array {
  const mask = new Uint8Array(shape.reduce((product, size) => product * size, 1));
  mask.fill(1, 0, Math.round(share * mask.length));
  return Uint8Array.from(randomStream(seed, `frozen entries/${path}`).shuffle(Array.from(mask)));
}
