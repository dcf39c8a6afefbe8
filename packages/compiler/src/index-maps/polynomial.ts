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
}

/** Immutable. Terms are sorted and have coefficients other than 0. */
export interface Polynomial {
  readonly terms: readonly Term[];
}

function make(terms: readonly Term[]): Polynomial {
  const byKey = new Map<string, Term>();
  for (const { coefficient, atoms } of terms) {
    const key = atoms.join('*');
    byKey.set(key, { coefficient: coefficient + (byKey.get(key)?.coefficient ?? 0), atoms });
  }
  const kept = [...byKey].filter(([, { coefficient }]) => coefficient !== 0);
  return { terms: kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, term]) => term) };
}

export function constantOf(value: number): Polynomial {
  return make([{ coefficient: value, atoms: [] }]);
}

export function atom(name: Atom): Polynomial {
  return make([{ coefficient: 1, atoms: [name] }]);
}

export const zero: Polynomial = constantOf(0);

export function add(a: Polynomial, b: Polynomial): Polynomial {
  return make([...a.terms, ...b.terms]);
}

export function scale(a: Polynomial, factor: number): Polynomial {
  return make(a.terms.map(({ coefficient, atoms }) => ({ coefficient: coefficient * factor, atoms })));
}

export function subtract(a: Polynomial, b: Polynomial): Polynomial {
  return add(a, scale(b, -1));
}

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  return make(
    a.terms.flatMap((left) =>
      b.terms.map((right) => ({
        coefficient: left.coefficient * right.coefficient,
        atoms: [...left.atoms, ...right.atoms].sort(),
      })),
    ),
  );
}

/** The number a polynomial is, if it has no atoms. */
export function constantValue({ terms }: Polynomial): number | undefined {
  if (terms.length === 0) return 0;
  const [first] = terms as [Term];
  return terms.length === 1 && first.atoms.length === 0 ? first.coefficient : undefined;
}

export function atomsOf({ terms }: Polynomial): Set<Atom> {
  return new Set(terms.flatMap(({ atoms }) => atoms));
}

/** p = coefficient · name + rest, where `coefficient` and `rest` do not contain the atom. Undefined if its power is higher. */
export function linearIn(
  { terms }: Polynomial,
  name: Atom,
): { readonly coefficient: Polynomial; readonly rest: Polynomial } | undefined {
  const without: Term[] = [];
  const factors: Term[] = [];
  for (const term of terms) {
    const count = term.atoms.filter((other) => other === name).length;
    if (count > 1) return undefined;
    if (count === 0) without.push(term);
    else factors.push({ coefficient: term.coefficient, atoms: term.atoms.filter((other) => other !== name) });
  }
  return { coefficient: make(factors), rest: make(without) };
}

/** The polynomial with an atom replaced. */
export function substitute(p: Polynomial, name: Atom, value: Polynomial): Polynomial {
  const parts = linearIn(p, name);
  if (parts === undefined) throw new RangeError(`cannot substitute ${name} in ${format(p)}: it is not linear`);
  return add(multiply(parts.coefficient, value), parts.rest);
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

/** For people: `12*t + v1*capacity - 3`. */
export function format({ terms }: Polynomial): string {
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
