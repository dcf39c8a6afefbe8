import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Atom, add, atom, constantOf, evaluate, type Polynomial, zero } from '../src/index-maps/polynomial.ts';
import { type Buffer, type Kernel, type Loop, stretchSteps } from '../src/loops/kernel.ts';
import { pulled } from '../src/loops/pulled.ts';

const table: Buffer = { id: 0, name: 'gradient of table', sizes: [4], laneAxis: undefined, slots: 'steps' };
const source: Buffer = { id: 1, name: 'source', sizes: [4], laneAxis: undefined, slots: 'steps' };

const plus = (name: Atom, distance: number): Polynomial => add(atom(name), constantOf(distance));

function loop(variable: Atom, lower: readonly Polynomial[], upper: readonly Polynomial[]): Loop {
  return { variable, lower, upper };
}

/** A kernel that adds, at step t, to entries v0 and places v1 of them what a sum over r0 yields. */
function adding(loops: readonly Loop[], inner: Loop): Kernel {
  // Every variable has digits of its own, so that a number tells which element was computed from which.
  const digits = (names: readonly Atom[]): Polynomial => ({
    terms: names.flatMap((name, place) => atom(name).terms.map((term) => ({ ...term, coefficient: 100 ** place }))),
  });
  return {
    name: 'einsum',
    loops,
    body: {
      kind: 'reduction',
      reduction: 'sum',
      parts: [
        {
          inner: [inner],
          body: { kind: 'load', buffer: source, slot: atom('t'), offset: digits(['t', 'v0', 'v1', inner.variable]) },
        },
      ],
      overLanes: false,
    },
    lanes: 'none',
    target: table,
    slot: zero,
    offset: digits(['v0', 'v1']),
  };
}

type Values = Readonly<Record<Atom, number>>;

function* rounds(loops: readonly Loop[], values: Values): Generator<Values> {
  const [first, ...rest] = loops;
  if (first === undefined) {
    yield values;
    return;
  }
  const low = Math.max(...first.lower.map((bound) => evaluate(bound, values)));
  const high = Math.min(...first.upper.map((bound) => evaluate(bound, values)));
  for (let value = low; value < high; value++) yield* rounds(rest, { ...values, [first.variable]: value });
}

/** What is added to which element, in a run of so many steps back. */
function additions(kernels: readonly Kernel[], steps: number): string[] {
  const all: string[] = [];
  for (let t = steps - 1; t >= 0; t--) {
    const stretch = t + ((steps - 1 - t) % stretchSteps);
    for (const { loops, body, offset } of kernels) {
      if (body.kind !== 'reduction') throw new Error('a sum was expected');
      for (const outer of rounds(loops, { t, stretch, steps }))
        for (const part of body.parts)
          for (const values of rounds(part.inner, outer))
            if (part.body.kind === 'load')
              all.push(`${evaluate(offset, values)} += ${evaluate(part.body.offset, values)}`);
    }
  }
  return all.sort();
}

describe('additions to a table, turned around', () => {
  const distance = fc.integer({ min: -2, max: 3 });
  const ranges = {
    'all earlier entries': (d: number) => loop('v0', [zero], [plus('t', d)]),
    'a window of entries': (d: number) => loop('v0', [zero, plus('t', d - 4)], [plus('t', 0)]),
    'the newest entry': (d: number) => loop('v0', [zero, plus('t', d - 2)], [plus('t', d - 1)]),
  };
  const places = {
    'that grow with the entry': (d: number) => loop('v1', [zero], [plus('v0', d)]),
    'that grow with time': (d: number) => loop('v1', [zero], [plus('t', d), plus('v0', 2)]),
    'of one size': () => loop('v1', [zero], [constantOf(3)]),
  };
  for (const [entries, entryLoop] of Object.entries(ranges)) {
    for (const [which, placeLoop] of Object.entries(places)) {
      it(`are the same ones: to ${entries}, to places ${which}`, () => {
        fc.assert(
          fc.property(distance, distance, fc.integer({ min: 1, max: 14 }), (first, second, steps) => {
            const own = entryLoop(first);
            // No step adds to its own entry or to one that is not there yet.
            const kernel = adding(
              [{ ...own, upper: [...own.upper, plus('t', 0)] }, placeLoop(second)],
              loop('r0', [zero], [constantOf(2)]),
            );
            const turned = pulled(kernel);
            expect(turned).toBeDefined();
            expect(additions(turned ?? [], steps)).toEqual(additions([kernel], steps));
          }),
          { numRuns: 60 },
        );
      });
    }
  }

  it('are left as they are where a range depends on time in another way than by a distance', () => {
    const twice: Polynomial = { terms: atom('t').terms.map((term) => ({ ...term, coefficient: 2 })) };
    const kernel = adding(
      [loop('v0', [zero], [twice]), loop('v1', [zero], [constantOf(3)])],
      loop('r0', [zero], [constantOf(2)]),
    );
    expect(pulled(kernel)).toBeUndefined();
  });
});
