import { type Atom, atomsOf } from '../index-maps/polynomial.ts';
import { type Expression, type Loop, laneAtom } from './kernel.ts';
import { mostRounds } from './simplify-loops.ts';
import { loadsOf } from './substitute.ts';

/** Rounds of loops that no constant bounds, such as time; the real number is known when the code runs. */
const nominalRounds = 32;

/**
 * Bytes that an expression reads while some loops run through, what it reads again not counted.
 * @param along counts only what depends on this variable; everything without it.
 */
export function bytesRead(
  expression: Expression,
  loops: readonly Loop[],
  { laneCount, along }: { readonly laneCount: number; readonly along?: Atom },
): number {
  const rounds = new Map<Atom, number>(loops.map((loop) => [loop.variable, mostRounds(loop) ?? nominalRounds]));
  rounds.set(laneAtom, laneCount);
  return loadsOf(expression)
    .map(({ offset }) => [...atomsOf(offset)])
    .filter((atoms) => along === undefined || atoms.includes(along))
    .reduce((total, atoms) => total + atoms.reduce((bytes, atom) => bytes * (rounds.get(atom) ?? 1), 4), 0);
}
