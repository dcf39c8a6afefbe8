import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  atom,
  atomsOf,
  constantOf,
  constantValue,
  equals,
  evaluate,
  format,
  linearIn,
  multiply,
  type Polynomial,
  scale,
  substitute,
  subtract,
  zero,
} from '../src/index-maps/polynomial.ts';

const names = ['capacity', 't', 'v0', 'v1'];
const coefficient = fc.integer({ min: -6, max: 6 });
const values = fc.record(Object.fromEntries(names.map((name) => [name, fc.integer({ min: -5, max: 5 })])));

const { polynomial } = fc.letrec<{ polynomial: Polynomial }>((tie) => ({
  polynomial: fc.oneof(
    { maxDepth: 3 },
    coefficient.map(constantOf),
    fc.constantFrom(...names).map(atom),
    fc.tuple(tie('polynomial'), tie('polynomial')).map(([a, b]) => add(a, b)),
    fc.tuple(tie('polynomial'), tie('polynomial')).map(([a, b]) => multiply(a, b)),
  ),
}));

/** Linear in v0 by construction. */
const linear = fc
  .tuple(polynomial, polynomial)
  .map(([a, b]) => add(multiply(substituteAll(a), atom('v0')), substituteAll(b)));

/** Without v0. */
function substituteAll(p: Polynomial): Polynomial {
  return { terms: p.terms.filter(({ atoms }) => !atoms.includes('v0')) };
}

describe('polynomials', () => {
  it('evaluate like the integers they stand for', () => {
    fc.assert(
      fc.property(polynomial, polynomial, coefficient, values, (a, b, factor, at) => {
        const [x, y] = [evaluate(a, at), evaluate(b, at)];
        // Adding 0 makes 0 of −0, which is no integer of its own.
        expect(evaluate(add(a, b), at)).toBe(x + y);
        expect(evaluate(subtract(a, b), at) + 0).toBe(x - y + 0);
        expect(evaluate(multiply(a, b), at) + 0).toBe(x * y + 0);
        expect(evaluate(scale(a, factor), at) + 0).toBe(x * factor + 0);
      }),
    );
  });

  it('are equal just when their difference has no terms, whatever the order of operations', () => {
    fc.assert(
      fc.property(polynomial, polynomial, polynomial, (a, b, c) => {
        expect(equals(multiply(a, add(b, c)), add(multiply(c, a), multiply(b, a)))).toBe(true);
        expect(equals(a, add(a, constantOf(1)))).toBe(false);
        expect(subtract(a, a).terms).toEqual([]);
      }),
    );
  });

  it('substitute before evaluating as well as after', () => {
    fc.assert(
      fc.property(linear, polynomial, values, (p, value, at) => {
        const result = substitute(p, 'v0', value);
        expect(evaluate(result, at) + 0).toBe(evaluate(p, { ...at, v0: evaluate(value, at) }) + 0);
      }),
    );
  });

  it('move by a distance as by any other value', () => {
    fc.assert(
      fc.property(linear, fc.integer({ min: -20, max: 20 }), values, (p, distance, at) => {
        const moved = substitute(p, 'v0', add(atom('v0'), constantOf(distance)));
        expect(evaluate(moved, at) + 0).toBe(evaluate(p, { ...at, v0: (at.v0 as number) + distance }) + 0);
        // In the form that all polynomials have, so that equal ones are written alike.
        const back = substitute(moved, 'v0', add(atom('v0'), constantOf(-distance)));
        expect(format(back)).toBe(format(p));
        expect(format(moved)).toBe(format(add(moved, constantOf(0))));
      }),
    );
  });

  it('split into a coefficient and a rest that do not have the atom', () => {
    fc.assert(
      fc.property(linear, (p) => {
        const parts = linearIn(p, 'v0');
        if (parts === undefined) throw new Error(`${format(p)} is linear`);
        expect(atomsOf(parts.coefficient).has('v0')).toBe(false);
        expect(atomsOf(parts.rest).has('v0')).toBe(false);
        expect(equals(add(multiply(parts.coefficient, atom('v0')), parts.rest), p)).toBe(true);
      }),
    );
  });

  it('do not split, and cannot be substituted in, where the power is higher', () => {
    const square = multiply(atom('v0'), atom('v0'));
    expect(linearIn(square, 'v0')).toBeUndefined();
    expect(() => substitute(square, 'v0', constantOf(2))).toThrow('cannot substitute v0 in v0*v0');
  });

  it('know when they are a number', () => {
    expect(constantValue(zero)).toBe(0);
    expect(constantValue(constantOf(-7))).toBe(-7);
    expect(constantValue(subtract(add(atom('t'), constantOf(3)), atom('t')))).toBe(3);
    expect(constantValue(atom('t'))).toBeUndefined();
  });

  it('need a value for every atom', () => {
    expect(() => evaluate(add(atom('t'), atom('v0')), { t: 1 })).toThrow('there is no value for v0');
  });

  it('are written for people', () => {
    const p = subtract(add(scale(atom('t'), 12), multiply(atom('v1'), atom('capacity'))), constantOf(3));
    expect(format(p)).toBe('-3 + capacity*v1 + 12*t');
    expect(format(zero)).toBe('0');
    expect(format(scale(atom('t'), -1))).toBe('-t');
  });
});
