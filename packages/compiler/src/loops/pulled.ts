import {
  type Atom,
  add,
  atom,
  atomsOf,
  constantOf,
  constantValue,
  linearIn,
  type Polynomial,
  subtract,
  substitute,
  zero,
} from '../index-maps/polynomial.ts';
import { type Kernel, type Loop, type Part, timeAtom } from './kernel.ts';
import { reductionsOf, substituteInKernel, substituteInPart } from './substitute.ts';

const t = atom(timeAtom);
const one = constantOf(1);
/** The step that would have added to an entry. */
const laterAtom: Atom = 'later';
const guardAtom: Atom = 'pulls';

/**
 * A kernel that adds to all entries of a table at every step, turned around: what all later steps add to the entry of the
 * present one, as one sum. Sums stay in registers; adding would read and write the whole table at every step.
 *
 * @param kernel its first loop is the one over entries.
 * @returns undefined where a range depends on time in another way than by a distance.
 */
export function pulled(kernel: Kernel): Kernel | undefined {
  const [entry, ...others] = kernel.loops as [Loop, ...Loop[]];
  const { body } = kernel;
  const isSum = body.kind === 'reduction' && body.reduction === 'sum' && !body.overLanes;
  if (!isSum && reductionsOf(body).length > 0) return undefined;

  const laterStep = atom(laterAtom);
  const steps: Loop = { variable: laterAtom, lower: [add(t, one)], upper: [atom('steps')] };
  const conditions = { lower: [...steps.lower], upper: [...steps.upper] };
  /** Bounds of a value by the later step become bounds of the step; undefined if there is no such bound. */
  const turned = (value: Polynomial, bound: Polynomial, side: 'lower' | 'upper'): boolean => {
    const linear = linearIn(bound, laterAtom);
    const coefficient = linear === undefined ? undefined : constantValue(linear.coefficient);
    if (linear === undefined || (coefficient !== 1 && coefficient !== -1)) return false;
    const rest = substitute(bound, laterAtom, zero);
    // value >= rest + later, value >= rest - later, value < rest + later, value < rest - later
    if (side === 'lower' && coefficient === 1) conditions.upper.push(add(subtract(value, rest), one));
    else if (side === 'lower') conditions.lower.push(subtract(rest, value));
    else if (coefficient === 1) conditions.lower.push(add(subtract(value, rest), one));
    else conditions.upper.push(subtract(rest, value));
    return true;
  };
  const guard = { lower: [zero], upper: [one] };
  const moved = substituteInKernel(kernel, timeAtom, laterStep);
  const turnAll = (value: Polynomial, loop: Loop, rest: { lower: Polynomial[]; upper: Polynomial[] }): boolean =>
    (['lower', 'upper'] as const).every((side) =>
      loop[side].every((bound) => {
        if (atomsOf(bound).has(laterAtom)) return turned(value, bound, side);
        rest[side].push(bound);
        return true;
      }),
    );
  const [movedEntry, ...movedOthers] = moved.loops as [Loop, ...Loop[]];
  const ofEntry: { lower: Polynomial[]; upper: Polynomial[] } = { lower: [], upper: [] };
  if (!turnAll(t, movedEntry, ofEntry)) return undefined;
  return undefined;
}
