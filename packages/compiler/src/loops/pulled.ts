import {
  type Atom,
  add,
  atom,
  atomsOf,
  constantOf,
  constantValue,
  linearIn,
  type Polynomial,
  substitute,
  subtract,
  zero,
} from '../index-maps/polynomial.ts';
import { guardAtom, type Kernel, type Loop, type Part, timeAtom } from './kernel.ts';
import { substituteInKernel, substituteInPart } from './substitute.ts';

const t = atom(timeAtom);
const one = constantOf(1);
/** A step after the present one. */
const later: Atom = 'later';
/** Runs once for entries that something is added to, and not at all for others. */
const guard: Atom = 'pulls';

interface Bounds {
  readonly lower: Polynomial[];
  readonly upper: Polynomial[];
}

/**
 * A kernel that adds a sum to entries of a table at every step, turned around: what all later steps add to the entry of
 * the present one, as one sum. It is collected in registers, where adding would read and write the table at every step.
 *
 * @param kernel its first loop is the one over entries.
 * @returns undefined where a range depends on time in another way than by a distance.
 */
export function pulled(kernel: Kernel): Kernel | undefined {
  if (kernel.body.kind !== 'reduction' || kernel.loops[0]?.variable === guardAtom) return undefined;
  const moved = substituteInKernel(kernel, timeAtom, atom(later));
  const steps: Bounds = { lower: [add(t, one)], upper: [atom('steps')] };
  const loops: Loop[] = [];
  for (const [axis, loop] of moved.loops.entries()) {
    const variable = axis === 0 ? t : atom(loop.variable);
    const own = turned(loop, variable, steps);
    if (own === undefined) return undefined;
    if (axis > 0) loops.push({ variable: loop.variable, ...own });
    else
      loops.push({
        variable: guard,
        lower: [zero, ...own.lower.filter(isPositive).map((bound) => subtract(bound, t))],
        upper: [one, ...own.upper.map((bound) => subtract(bound, t))],
      });
  }
  const { variable: entry } = kernel.loops[0] as Loop;
  const parts = (moved.body as typeof kernel.body).parts.map((part) => overSteps(part, steps));
  return substituteInKernel(
    { ...moved, loops: [{ variable: entry, lower: [], upper: [] }, ...loops], body: { ...kernel.body, parts } },
    entry,
    t,
  );
}

function isPositive(bound: Polynomial): boolean {
  return (constantValue(bound) ?? 1) > 0;
}

/**
 * The bounds of a loop that do not depend on the later step. Those that do become bounds of the step; where they were the
 * only ones, the loop gets those that hold for all steps.
 */
function turned(loop: Loop, value: Polynomial, steps: Bounds): Bounds | undefined {
  const rest: Bounds = { lower: [], upper: [] };
  for (const side of ['lower', 'upper'] as const) {
    const widest: Polynomial[] = [];
    for (const bound of loop[side]) {
      if (!atomsOf(bound).has(later)) {
        rest[side].push(bound);
        continue;
      }
      const coefficient = constantValue(linearIn(bound, later)?.coefficient ?? zero);
      if (coefficient !== 1 && coefficient !== -1) return undefined;
      const distance = subtract(value, substitute(bound, later, zero));
      // value >= later + …, value >= -later + …, value < later + …, value < -later + …
      if (side === 'lower' && coefficient === 1) steps.upper.push(add(distance, one));
      else if (side === 'lower') steps.lower.push(subtract(zero, distance));
      else if (coefficient === 1) steps.lower.push(add(distance, one));
      else steps.upper.push(subtract(zero, distance));
      const isLast = (side === 'upper') === (coefficient === 1);
      widest.push(substitute(bound, later, isLast ? subtract(atom('steps'), one) : add(t, one)));
    }
    if (rest[side].length === 0) rest[side].push(...widest);
  }
  return rest;
}

/** A part summed over later steps too. */
function overSteps(part: Part, steps: Bounds): Part {
  // Names of their own: numbers are given out anew when loops are simplified.
  const named = part.inner.reduce(
    (renamed, { variable }, index) => renamedLoop(renamed, index, variable, `inner${index}`),
    part,
  );
  return { inner: [{ variable: later, ...steps }, ...named.inner], body: named.body };
}

function renamedLoop(part: Part, place: number, variable: Atom, name: Atom): Part {
  const { lower, upper } = part.inner[place] as Loop;
  const { inner, body } = substituteInPart(part, variable, atom(name));
  return { inner: [...inner.slice(0, place), { variable: name, lower, upper }, ...inner.slice(place)], body };
}
