import {
  type Atom,
  add,
  atomsOf,
  constantOf,
  constantValue,
  linearIn,
  type Polynomial,
  substitute,
  subtract,
  zero,
} from '../index-maps/polynomial.ts';
import type { Loop } from './kernel.ts';

/** Bounds of a loop. */
export type Bounds = Pick<Loop, 'lower' | 'upper'>;

/** What two loops run over once the inner one is the outer one. */
export interface Exchanged {
  /** Bounds of the inner loop that do not depend on the outer one. */
  readonly own: Bounds;
  /** In place of those that do: how far the inner loop goes in any round of the outer one. */
  readonly widest: Bounds;
  /** What the bounds of the inner loop ask of the outer one. */
  readonly outer: Bounds;
}

const one = constantOf(1);

/**
 * Exchanges two loops whose ranges depend on each other.
 * @param values the first and the last value of the inner variable in a round of what will be the outer loop.
 * @returns undefined where a bound of the inner loop depends on the outer variable in another way than by a distance.
 */
export function exchange(
  outer: Loop,
  inner: Bounds,
  values: { readonly first: Polynomial; readonly last: Polynomial },
): Exchanged | undefined {
  const { variable } = outer;
  const lastRounds = outer.upper.map((bound) => subtract(bound, one));
  const [own, widest, asked] = [noBounds(), noBounds(), noBounds()];
  for (const side of ['lower', 'upper'] as const) {
    for (const bound of inner[side]) {
      if (!atomsOf(bound).has(variable)) {
        own[side].push(bound);
        continue;
      }
      const coefficient = distanceIn(bound, variable);
      if (coefficient === undefined) return undefined;
      const extremes = (side === 'lower') === (coefficient === 1) ? outer.lower : lastRounds;
      widest[side].push(...extremes.map((value) => substitute(bound, variable, value)));
      const rest = substitute(bound, variable, zero);
      // last >= rest + outer, last >= rest - outer, first < rest + outer, first < rest - outer
      if (side === 'lower' && coefficient === 1) asked.upper.push(add(subtract(values.last, rest), one));
      else if (side === 'lower') asked.lower.push(subtract(rest, values.last));
      else if (coefficient === 1) asked.lower.push(add(subtract(values.first, rest), one));
      else asked.upper.push(subtract(rest, values.first));
    }
  }
  return { own, widest, outer: asked };
}

function noBounds(): { lower: Polynomial[]; upper: Polynomial[] } {
  return { lower: [], upper: [] };
}

/** Whether a bound grows or shrinks by 1 with a variable. */
function distanceIn(bound: Polynomial, variable: Atom): 1 | -1 | undefined {
  const coefficient = constantValue(linearIn(bound, variable)?.coefficient ?? zero);
  return coefficient === 1 || coefficient === -1 ? coefficient : undefined;
}
