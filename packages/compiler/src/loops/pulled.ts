import {
  type Atom,
  add,
  atom,
  atomsOf,
  constantOf,
  constantValue,
  type Polynomial,
  substitute,
  subtract,
  zero,
} from '../index-maps/polynomial.ts';
import { type Bounds, exchange } from './exchange.ts';
import { guardAtom, type Kernel, type Loop, type Part, stretchAtom, stretchSteps, timeAtom } from './kernel.ts';
import { constantCount } from './simplify-loops.ts';
import { substituteInKernel, substituteInPart } from './substitute.ts';

const t = atom(timeAtom);
const stretch = atom(stretchAtom);
const one = constantOf(1);
/** A step after the present one. */
const later: Atom = 'later';
const next = add(t, one);

/**
 * A kernel that adds a sum to entries of a table at every step, turned around: what all later steps add to an entry, as one
 * sum. It is collected in registers, where adding would read and write the table at every step.
 *
 * What later steps add from is read once for all entries of a stretch, when the last of them begins; only what steps of the
 * stretch itself add is collected entry by entry.
 *
 * @param kernel its first loop is the one over entries.
 * @returns the kernel for what is added from outside the stretch, and the one for the rest; undefined where a range depends on
 *   time in another way than by a distance.
 */
export function pulled(kernel: Kernel): [Kernel, Kernel] | undefined {
  const far = fromAfterStretch(kernel);
  const near = fromStretch(kernel);
  return far === undefined || near === undefined ? undefined : [far, near];
}

/** What steps after the stretch add to its entries; runs at the last of its steps, which comes first. */
function fromAfterStretch(kernel: Kernel): Kernel | undefined {
  const turned = turnedAround(kernel, { variable: later, lower: [next], upper: [atom('steps')] });
  if (turned === undefined) return undefined;
  const { entries, others, steps, body } = turned;
  const own: Loop = {
    ...entries,
    lower: [...entries.lower, subtract(next, constantOf(stretchSteps))],
    upper: [...entries.upper, next],
  };
  // Entries go inside of what grows with them, so that one round reads for all of them.
  const place = others.findLastIndex((loop) => constantCount(loop) === undefined) + 1;
  const around: Loop[] = [];
  let asked = bounds(own);
  for (const loop of others.slice(0, place)) {
    const value = atom(loop.variable);
    const exchanged = exchange(own, loop, { first: value, last: value });
    if (exchanged === undefined) return undefined;
    around.push({ variable: loop.variable, ...both(exchanged.own, exchanged.widest) });
    asked = both(asked, exchanged.outer);
  }
  const isFirst: Loop = { variable: guardAtom, lower: [zero], upper: [one, subtract(next, stretch)] };
  return {
    ...kernel,
    ...turned.place,
    loops: [isFirst, ...around, { ...own, ...asked }, ...others.slice(place)],
    body: overSteps(body, { ...steps, lower: steps.lower.filter((bound) => !isImplied(bound, entries.variable)) }),
  };
}

/** Whether `later >= bound` follows from `later > t` where an entry is one of a step up to t. */
function isImplied(bound: Polynomial, entry: Atom): boolean {
  return atomsOf(bound).has(entry) && (constantValue(subtract(next, substitute(bound, entry, t))) ?? -1) >= 0;
}

/** What later steps of the stretch add to the entry of the present one. */
function fromStretch(kernel: Kernel): Kernel | undefined {
  const upper = [atom('steps'), add(stretch, one), add(t, constantOf(stretchSteps))];
  const turned = turnedAround(kernel, { variable: later, lower: [next], upper });
  if (turned === undefined) return undefined;
  const { entries, others, steps, body } = turned;
  const hasEntry: Loop = {
    variable: guardAtom,
    lower: [zero, ...entries.lower.filter(isPositive).map((bound) => subtract(bound, t))],
    upper: [one, ...entries.upper.map((bound) => subtract(bound, t))],
  };
  const all: Kernel = {
    ...kernel,
    ...turned.place,
    loops: [{ ...entries, lower: [], upper: [] }, hasEntry, ...others],
    body: overSteps(body, steps),
  };
  return substituteInKernel(all, entries.variable, t);
}

/** A kernel with the loop over later steps as the innermost one. */
interface TurnedAround {
  /** The loop over entries and the other ones, with bounds that do not depend on the later step. */
  readonly entries: Loop;
  readonly others: readonly Loop[];
  readonly steps: Loop;
  readonly body: Extract<Kernel['body'], { readonly kind: 'reduction' }>;
  readonly place: Pick<Kernel, 'slot' | 'offset'>;
}

function turnedAround(kernel: Kernel, given: Loop): TurnedAround | undefined {
  if (kernel.body.kind !== 'reduction' || kernel.loops[0]?.variable === guardAtom) return undefined;
  const { slot, offset, body, loops } = substituteInKernel(kernel, timeAtom, atom(later));
  let steps = given;
  const moved: Loop[] = [];
  for (const loop of loops) {
    const value = atom(loop.variable);
    const exchanged = exchange(given, loop, { first: value, last: value });
    if (exchanged === undefined) return undefined;
    const { own, widest, outer } = exchanged;
    const lower = own.lower.length > 0 ? own.lower : widest.lower;
    const upper = own.upper.length > 0 ? own.upper : widest.upper;
    steps = { ...steps, ...both(steps, outer) };
    moved.push({ variable: loop.variable, lower, upper });
  }
  const [entries, ...others] = moved as [Loop, ...Loop[]];
  return { entries, others, steps, body: body as TurnedAround['body'], place: { slot, offset } };
}

function bounds({ lower, upper }: Bounds): Bounds {
  return { lower, upper };
}

function both(a: Bounds, b: Bounds): Bounds {
  return { lower: [...a.lower, ...b.lower], upper: [...a.upper, ...b.upper] };
}

function isPositive(bound: Polynomial): boolean {
  return (constantValue(bound) ?? 1) > 0;
}

/** A sum taken over later steps too. */
function overSteps(body: TurnedAround['body'], steps: Loop): TurnedAround['body'] {
  return { ...body, parts: body.parts.map((part) => partOverSteps(part, steps)) };
}

function partOverSteps(part: Part, steps: Loop): Part {
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
