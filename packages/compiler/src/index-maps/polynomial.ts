/**
 * Integers that are known when a kernel runs: polynomials in loop variables and run-time sizes. Index maps and addresses
 * are written in them, so that slices, transpositions and broadcasts cost nothing but different coefficients.
 */

/** A loop variable (`v3`) or a run-time size (`capacity`, `steps`, `t` …). */
export type Atom = string;

/** One product: a coefficient and atoms in sorted order. */
interface Term {
  readonly coefficient: number;
  readonly atoms: readonly Atom[];
  /** The atoms as text, by which terms are sorted. */
  readonly key: string;
}

/** Immutable. Terms are sorted and have coefficients other than 0. */
export interface Polynomial {
  readonly terms: readonly Term[];
}

function term(coefficient: number, atoms: readonly Atom[]): Term {
  return { coefficient, atoms, key: atoms.join('*') };
}

/** Sorted terms, with those of equal atoms added up. Lists are short: what is new is put where it belongs. */
function make(terms: readonly Term[]): Polynomial {
  const sorted: Term[] = [];
  for (const next of terms) {
    let place = 0;
    while (place < sorted.length && (sorted[place] as Term).key < next.key) place++;
    const known = sorted[place];
    if (known?.key === next.key) sorted[place] = { ...known, coefficient: known.coefficient + next.coefficient };
    else sorted.splice(place, 0, next);
  }
  return { terms: sorted.filter(({ coefficient }) => coefficient !== 0) };
}

export function constantOf(value: number): Polynomial {
  return make([term(value, [])]);
}

export function atom(name: Atom): Polynomial {
  return make([term(1, [name])]);
}

export const zero: Polynomial = constantOf(0);

export function add(a: Polynomial, b: Polynomial): Polynomial {
  return make([...a.terms, ...b.terms]);
}

export function scale(a: Polynomial, factor: number): Polynomial {
  if (factor === 0) return zero;
  return { terms: a.terms.map((each) => ({ ...each, coefficient: each.coefficient * factor })) };
}

export function subtract(a: Polynomial, b: Polynomial): Polynomial {
  return add(a, scale(b, -1));
}

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  return make(
    a.terms.flatMap((left) =>
      b.terms.map((right) => term(left.coefficient * right.coefficient, [...left.atoms, ...right.atoms].sort())),
    ),
  );
}

/** The number a polynomial is, if it has no atoms. */
export function constantValue({ terms }: Polynomial): number | undefined {
  if (terms.length === 0) return 0;
  const [first] = terms as [Term];
  return terms.length === 1 && first.atoms.length === 0 ? first.coefficient : undefined;
}

export function atomsOf(p: Polynomial): ReadonlySet<Atom> {
  let atoms = knownAtoms.get(p);
  if (atoms === undefined) {
    atoms = new Set(p.terms.flatMap((each) => each.atoms));
    knownAtoms.set(p, atoms);
  }
  return atoms;
}

/** What is asked for again and again while kernels are compared; polynomials do not change. */
const knownAtoms = new WeakMap<Polynomial, ReadonlySet<Atom>>();
const knownTexts = new WeakMap<Polynomial, string>();

/** p = coefficient · name + rest, where `coefficient` and `rest` do not contain the atom. Undefined if its power is higher. */
export function linearIn(
  { terms }: Polynomial,
  name: Atom,
): { readonly coefficient: Polynomial; readonly rest: Polynomial } | undefined {
  const without: Term[] = [];
  const factors: Term[] = [];
  for (const each of terms) {
    const count = each.atoms.filter((other) => other === name).length;
    if (count > 1) return undefined;
    if (count === 0) without.push(each);
    else
      factors.push(
        term(
          each.coefficient,
          each.atoms.filter((other) => other !== name),
        ),
      );
  }
  return { coefficient: make(factors), rest: make(without) };
}

/** The polynomial with an atom replaced. */
export function substitute(p: Polynomial, name: Atom, value: Polynomial): Polynomial {
  const distance = distanceFrom(name, value);
  const factor = distance === undefined ? undefined : numericFactor(p, name);
  if (distance !== undefined && factor !== undefined) return addNumber(p, factor * distance);
  const parts = linearIn(p, name);
  if (parts === undefined) throw new RangeError(`cannot substitute ${name} in ${format(p)}: it is not linear`);
  return add(multiply(parts.coefficient, value), parts.rest);
}

// The results of a tile differ by a distance along an axis. That is most of what is substituted, so it makes little garbage.

/** n where a value is `name` + n. */
function distanceFrom(name: Atom, { terms }: Polynomial): number | undefined {
  const last = terms.at(-1);
  if (terms.length > 2 || last === undefined || last.key !== name || last.coefficient !== 1) return undefined;
  const [first] = terms as [Term];
  if (first === last) return 0;
  return first.atoms.length === 0 ? first.coefficient : undefined;
}

/** The number that an atom is multiplied by, if that is a number. */
function numericFactor({ terms }: Polynomial, name: Atom): number | undefined {
  let factor = 0;
  for (const { atoms, coefficient } of terms) {
    if (!atoms.includes(name)) continue;
    if (atoms.length > 1) return undefined;
    factor = coefficient;
  }
  return factor;
}

function addNumber(p: Polynomial, value: number): Polynomial {
  if (value === 0) return p;
  const [first, ...others] = p.terms;
  if (first === undefined || first.atoms.length > 0) return { terms: [term(value, []), ...p.terms] };
  const sum = first.coefficient + value;
  return { terms: sum === 0 ? others : [{ ...first, coefficient: sum }, ...others] };
}

export function equals(a: Polynomial, b: Polynomial): boolean {
  return subtract(a, b).terms.length === 0;
}

/** Its value for given atoms. @throws RangeError for an unknown atom. */
export function evaluate({ terms }: Polynomial, values: Readonly<Record<Atom, number>>): number {
  return terms.reduce((total, { coefficient, atoms }) => {
    return (
      total +
      atoms.reduce((product, name) => {
        const value = values[name];
        if (value === undefined) throw new RangeError(`there is no value for ${name}`);
        return product * value;
      }, coefficient)
    );
  }, 0);
}

/** For people, and the same for equal polynomials: `12*t + v1*capacity - 3`. */
export function format(p: Polynomial): string {
  let text = knownTexts.get(p);
  if (text === undefined) {
    text = formatTerms(p);
    knownTexts.set(p, text);
  }
  return text;
}

function formatTerms({ terms }: Polynomial): string {
  if (terms.length === 0) return '0';
  return terms
    .map(({ coefficient, atoms }, index) => {
      const sign = coefficient < 0 ? (index === 0 ? '-' : ' - ') : index === 0 ? '' : ' + ';
      const size = Math.abs(coefficient);
      const factors = size === 1 && atoms.length > 0 ? atoms : [String(size), ...atoms];
      return sign + factors.join('*');
    })
    .join('');
}
