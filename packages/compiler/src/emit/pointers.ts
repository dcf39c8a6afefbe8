import {
  type Atom,
  add,
  atomsOf,
  constantOf,
  constantValue,
  format,
  linearIn,
  type Polynomial,
  scale,
} from '../index-maps/polynomial.ts';
import type { Buffer } from '../loops/kernel.ts';
import { type Environment, emitPolynomial } from './environment.ts';

/** An address as a local plus a constant that the instruction itself carries. */
export interface Address {
  readonly local: number;
  readonly offset: number;
}

/**
 * Addresses of the accesses of one loop nest. What depends on outer loops only is computed in them, once, and accesses
 * that differ by a constant share one pointer.
 */
export interface Pointers {
  /**
   * Computes what is new at the present depth: before all loops, or right before a loop whose variable has its first value.
   */
  enter(variable: Atom | undefined): void;
  /** Moves what depends on a loop's variable on to its next round, `step` later. */
  advance(variable: Atom, step: number): void;
  /** How many pointers depend on a loop's variable. */
  count(variable: Atom): number;
  /** Forgets what was computed inside a loop that is now closed. */
  leave(variable: Atom): void;
  address(buffer: Buffer, offset: Polynomial): Address;
}

const bytes = 4;

function split(offset: Polynomial): { readonly constant: number; readonly variable: Polynomial } {
  const isConstant = ({ atoms }: Polynomial['terms'][number]): boolean => atoms.length === 0;
  return {
    constant: offset.terms.find(isConstant)?.coefficient ?? 0,
    variable: { terms: offset.terms.filter((term) => !isConstant(term)) },
  };
}

/** @param accesses every access of the nest, so that pointers can be computed as early as possible. */
export function createPointers(
  environment: Environment,
  accesses: readonly { readonly buffer: Buffer; readonly offset: Polynomial }[],
): Pointers {
  const { code } = environment;
  /** Pointers by buffer and the part of the offset they include, with what that part depends on. */
  const known = new Map<string, { readonly local: number; readonly atoms: ReadonlySet<Atom> }>();
  const wanted = new Map<string, { readonly buffer: Buffer; readonly variable: Polynomial; lowest: number }>();
  const keyOf = (buffer: Buffer, variable: Polynomial): string => `${buffer.id}: ${format(variable)}`;
  for (const { buffer, offset } of accesses) {
    const { constant, variable } = split(offset);
    const key = keyOf(buffer, variable);
    const entry = wanted.get(key) ?? { buffer, variable, lowest: 0 };
    entry.lowest = Math.min(entry.lowest, constant);
    wanted.set(key, entry);
  }
  const available = (term: Polynomial['terms'][number], without?: Atom): boolean =>
    term.atoms.every((name) => environment.atoms.has(name) && name !== without);

  /** The part of an offset that can be computed now. */
  const partOf = (variable: Polynomial, without?: Atom): Polynomial => ({
    terms: variable.terms.filter((term) => available(term, without)),
  });

  /** Keys of the pointers that depend on a variable whose loop is open, with how much they move for 1 of it. */
  const dependent = (variable: Atom): Map<string, Polynomial> => {
    const found = new Map<string, Polynomial>();
    for (const { buffer, variable: whole, lowest } of wanted.values()) {
      const now = partOf(whole);
      const linear = linearIn(now, variable);
      if (linear !== undefined && linear.coefficient.terms.length > 0)
        found.set(`${keyOf(buffer, now)} ${lowest}`, linear.coefficient);
    }
    return found;
  };

  return {
    enter(variable) {
      for (const { buffer, variable: whole, lowest } of wanted.values()) {
        const now = partOf(whole);
        const key = `${keyOf(buffer, now)} ${lowest}`;
        if (known.has(key) && (variable === undefined || !atomsOf(now).has(variable))) continue;
        const before = variable === undefined ? undefined : partOf(whole, variable);
        const previous = before === undefined ? undefined : known.get(`${keyOf(buffer, before)} ${lowest}`)?.local;
        const local = known.get(key)?.local ?? code.local('i32');
        if (previous === undefined || before === undefined) {
          code.localGet(environment.address(buffer));
          emitPolynomial(environment, scale(add(now, constantOf(lowest)), bytes));
          code.op('i32.add');
        } else {
          code.localGet(previous);
          const fresh = { terms: now.terms.filter((term) => term.atoms.includes(variable as Atom)) };
          if (constantValue(fresh) !== 0) {
            emitPolynomial(environment, scale(fresh, bytes));
            code.op('i32.add');
          }
        }
        code.localSet(local);
        known.set(key, { local, atoms: atomsOf(now) });
      }
    },
    count: (variable) => dependent(variable).size,
    advance(variable, step) {
      for (const [key, coefficient] of dependent(variable)) {
        const { local } = known.get(key) as { readonly local: number };
        code.localGet(local);
        emitPolynomial(environment, scale(coefficient, bytes * step));
        code.op('i32.add');
        code.localSet(local);
      }
    },
    leave(variable) {
      for (const [key, { atoms }] of known) if (atoms.has(variable)) known.delete(key);
    },
    address(buffer, offset) {
      const { constant, variable } = split(offset);
      const entry = wanted.get(keyOf(buffer, variable));
      const local = entry === undefined ? undefined : known.get(`${keyOf(buffer, variable)} ${entry.lowest}`)?.local;
      if (entry === undefined || local === undefined)
        throw new RangeError(`no pointer for ${buffer.name} at ${format(offset)}`);
      const distance = (constant - entry.lowest) * bytes;
      environment.reach.bytes = Math.max(environment.reach.bytes, distance);
      return { local, offset: distance };
    },
  };
}
