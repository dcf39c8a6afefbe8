import {
  type Atom,
  add,
  atom,
  constantOf,
  constantValue,
  type Polynomial,
  subtract,
  zero,
} from '../index-maps/polynomial.ts';
import { exchange } from './exchange.ts';
import { guardAtom, type Kernel, type Loop, type Part, timeAtom } from './kernel.ts';
import { substituteInKernel, substituteInPart } from './substitute.ts';

const t = atom(timeAtom);
const one = constantOf(1);
/** A step after the present one. */
const later: Atom = 'later';
const laterSteps: Loop = { variable: later, lower: [add(t, one)], upper: [atom('steps')] };
/** Runs once for entries that something is added to, and not at all for others. */
const guard: Atom = 'pulls';

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
  let steps = laterSteps;
  const loops: Loop[] = [];
  for (const [axis, loop] of moved.loops.entries()) {
    const value = axis === 0 ? t : atom(loop.variable);
    const exchanged = exchange(laterSteps, loop, { first: value, last: value });
    if (exchanged === undefined) return undefined;
    const { own, widest, outer } = exchanged;
    const lower = own.lower.length > 0 ? own.lower : widest.lower;
    const upper = own.upper.length > 0 ? own.upper : widest.upper;
    steps = { ...steps, lower: [...steps.lower, ...outer.lower], upper: [...steps.upper, ...outer.upper] };
    if (axis > 0) loops.push({ variable: loop.variable, lower, upper });
    else
      loops.push({
        variable: guard,
        lower: [zero, ...lower.filter(isPositive).map((bound) => subtract(bound, t))],
        upper: [one, ...upper.map((bound) => subtract(bound, t))],
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

/** A part summed over later steps too. */
function overSteps(part: Part, steps: Loop): Part {
  // Names of their own: numbers are given out anew when loops are simplified.
  const named = part.inner.reduce(
    (renamed, { variable }, index) => renamedLoop(renamed, index, variable, `inner${index}`),
    part,
  );
  return { inner: [steps, ...named.inner], body: named.body };
}

function renamedLoop(part: Part, place: number, variable: Atom, name: Atom): Part {
  const { lower, upper } = part.inner[place] as Loop;
  const { inner, body } = substituteInPart(part, variable, atom(name));
  return { inner: [...inner.slice(0, place), { variable: name, lower, upper }, ...inner.slice(place)], body };
}
