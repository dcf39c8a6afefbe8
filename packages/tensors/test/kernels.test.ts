import { fill, type PrimitiveName, resolveShape, shapeRules } from '@pushdown/tensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Attributes } from '../src/primitives/attributes.ts';
import { kernels } from '../src/reference/kernels/index.ts';
import type { KernelMaker } from '../src/reference/kernels/kernel.ts';
import { at, type Dense, indices, tabulate } from './naive.ts';

/** Runs one kernel on memory full of NaN, so that a kernel which leaves out an element is found. */
function run<P extends PrimitiveName>(
  primitive: P,
  args: readonly Dense[],
  attributes: Attributes[P],
  ints: readonly number[] = [],
): Dense {
  const symbolic = args.map(({ shape }, index) => fill(shape, 0, ints.includes(index) ? 'int' : 'float'));
  const rule = shapeRules[primitive] as (...rest: unknown[]) => ReturnType<(typeof shapeRules)['fill']>;
  const { shape } = rule(symbolic, attributes, (message: string) => {
    throw new Error(message);
  });
  const sizes = resolveShape(shape, { capacity: 0, entries: 0 });
  const out = new Float64Array(sizes.reduce((product, size) => product * size, 1)).fill(Number.NaN);
  const kernel = (kernels[primitive] as KernelMaker<P>)({
    attributes,
    shape: sizes,
    argumentShapes: args.map((argument) => argument.shape),
    resolve: (dimension) => dimension as number,
  });
  kernel(
    out,
    args.map(({ values }) => Float64Array.from(values)),
  );
  return { shape: sizes, values: [...out] };
}

// Small integers: every sum and product is exact, so results must be equal and not only close.
const number = fc.integer({ min: -9, max: 9 });
const size = fc.integer({ min: 0, max: 3 });
const shapes = fc.array(size, { maxLength: 4 });

const dense = (shape: readonly number[]): fc.Arbitrary<Dense> => {
  const length = shape.reduce((product, next) => product * next, 1);
  return fc.array(number, { minLength: length, maxLength: length }).map((values) => ({ shape, values }));
};
const denses = shapes.chain(dense);
const withAxis = fc
  .array(size, { minLength: 1, maxLength: 4 })
  .chain((shape) => fc.tuple(dense(shape), fc.nat(shape.length - 1)));
const withAxes = shapes.chain((shape) => fc.tuple(dense(shape), fc.subarray(shape.map((_, axis) => axis))));

const forAll = <T>(arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, predicate), { numRuns: 200, seed: 1 });

/** Shapes that broadcast together: parts of one shape with some axes of size 1. */
const broadcasting = (count: number) =>
  shapes.chain((shape) =>
    fc.tuple(
      ...Array.from({ length: count }, () =>
        fc
          .tuple(fc.nat(shape.length), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
          .chain(([missing, stretched]) =>
            dense(shape.slice(missing).map((own, axis) => (stretched[axis] === true ? 1 : own))),
          ),
      ),
    ),
  );

/** Element of a tensor that is stretched to a larger shape. */
function stretched(x: Dense, index: readonly number[]): number {
  const own = index.slice(index.length - x.shape.length);
  return at(
    x,
    own.map((place, axis) => (x.shape[axis] === 1 ? 0 : place)),
  );
}

function broadcastShape(...args: readonly Dense[]): number[] {
  const rank = Math.max(...args.map(({ shape }) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = args.map(({ shape }) => shape[axis - rank + shape.length] ?? 1);
    return sizes.find((one) => one !== 1) ?? 1;
  });
}

describe('element by element', () => {
  const operations: [PrimitiveName, (a: number, b: number) => number][] = [
    ['add', (a, b) => a + b],
    ['sub', (a, b) => a - b],
    ['mul', (a, b) => a * b],
    ['div', (a, b) => a / b],
    ['divNoNan', (a, b) => (b === 0 ? 0 : a / b)],
    ['maximum', (...pair) => pair.toSorted((a, b) => a - b)[1] as number],
    ['minimum', (...pair) => pair.toSorted((a, b) => a - b)[0] as number],
    ['less', (a, b) => (a < b ? 1 : 0)],
    ['lessEqual', (a, b) => (a <= b ? 1 : 0)],
    ['equal', (a, b) => (a === b ? 1 : 0)],
  ];
  test.each(operations)('%s broadcasts', (primitive, compute) => {
    forAll(broadcasting(2), ([a, b]) => {
      const expected = tabulate(broadcastShape(a as Dense, b as Dense), (index) =>
        compute(stretched(a as Dense, index), stretched(b as Dense, index)),
      );
      expect(run(primitive, [a as Dense, b as Dense], {} as never)).toEqual(expected);
    });
  });

  test('where broadcasts all three arguments', () => {
    forAll(broadcasting(3), ([c, a, b]) => {
      const condition = { shape: (c as Dense).shape, values: (c as Dense).values.map((value) => (value > 0 ? 1 : 0)) };
      const shape = broadcastShape(condition, a as Dense, b as Dense);
      const expected = tabulate(shape, (index) =>
        stretched(condition, index) === 1 ? stretched(a as Dense, index) : stretched(b as Dense, index),
      );
      const maker = kernels.where({
        attributes: {},
        shape,
        argumentShapes: [condition, a as Dense, b as Dense].map((argument) => argument.shape),
        resolve: (dimension) => dimension as number,
      });
      const out = new Float64Array(expected.values.length).fill(Number.NaN);
      maker(
        out,
        [condition, a as Dense, b as Dense].map(({ values }) => Float64Array.from(values)),
      );
      expect([...out]).toEqual(expected.values);
    });
  });

  test('cast truncates toward zero', () => {
    const x = { shape: [5], values: [-1.7, -0.2, 0, 0.9, 2.5] };
    expect(run('cast', [x], { dtype: 'int' }).values).toEqual([-1, -0, 0, 0, 2]);
    expect(run('cast', [x], { dtype: 'bool' }).values).toEqual([1, 1, 0, 1, 1]);
  });
});

describe('along axes', () => {
  const collect = (x: Dense, axes: readonly number[], kept: readonly number[]): number[] =>
    indices(x.shape)
      .filter((index) => {
        const rest = index.filter((_, axis) => !axes.includes(axis));
        return rest.every((place, axis) => place === kept[axis]);
      })
      .map((index) => at(x, index));
  const rest = (x: Dense, axes: readonly number[]): number[] => x.shape.filter((_, axis) => !axes.includes(axis));

  test('sum', () => {
    forAll(withAxes, ([x, axes]) => {
      const expected = tabulate(rest(x, axes), (kept) => collect(x, axes, kept).reduce((a, b) => a + b, 0));
      expect(run('sum', [x], { axes })).toEqual(expected);
    });
  });

  test('max, −∞ over nothing', () => {
    forAll(withAxes, ([x, axes]) => {
      const expected = tabulate(rest(x, axes), (kept) => Math.max(...collect(x, axes, kept)));
      expect(run('max', [x], { axes })).toEqual(expected);
    });
  });

  test('argMax takes the first of equals, 0 over nothing', () => {
    forAll(withAxis, ([x, axis]) => {
      const expected = tabulate(rest(x, [axis]), (kept) => {
        const line = collect(x, [axis], kept);
        return Math.max(line.indexOf(Math.max(...line)), 0);
      });
      expect(run('argMax', [x], { axis })).toEqual(expected);
    });
  });

  test('cumsum', () => {
    forAll(fc.tuple(withAxis, fc.boolean(), fc.boolean()), ([[x, axis], exclusive, reverse]) => {
      const expected = tabulate(x.shape, (index) => {
        const here = index[axis] as number;
        const places = Array.from({ length: x.shape[axis] as number }, (_, place) => place).filter((place) => {
          if (place === here) return !exclusive;
          return reverse ? place > here : place < here;
        });
        return places.reduce((total, place) => total + at(x, index.with(axis, place)), 0);
      });
      expect(run('cumsum', [x], { axis, exclusive, reverse })).toEqual(expected);
    });
  });
});

test('einsum over random labels and sizes', () => {
  const labels = ['a', 'b', 'c', 'd'];
  const equations = fc
    .record({
      left: fc.shuffledSubarray(labels),
      right: fc.shuffledSubarray(labels),
      order: fc.shuffledSubarray(labels, { minLength: 4 }),
      kept: fc.subarray(labels),
      sizes: fc.tuple(size, size, size, size),
    })
    .chain(({ left, right, order, kept, sizes }) => {
      const sizeOf = (label: string): number => sizes[labels.indexOf(label)] as number;
      const output = order.filter((label) => kept.includes(label) && (left.includes(label) || right.includes(label)));
      return fc.record({
        left: fc.constant(left),
        right: fc.constant(right),
        output: fc.constant(output),
        sizeOf: fc.constant(sizeOf),
        a: dense(left.map(sizeOf)),
        b: dense(right.map(sizeOf)),
      });
    });
  forAll(equations, ({ left, right, output, sizeOf, a, b }) => {
    const summed = [...new Set([...left, ...right])].filter((label) => !output.includes(label));
    const all = [...output, ...summed];
    const expected = tabulate(output.map(sizeOf), (place) => {
      const terms = indices(summed.map(sizeOf)).map((others) => {
        const index = [...place, ...others];
        const pick = (own: readonly string[]): number[] => own.map((label) => index[all.indexOf(label)] as number);
        return at(a, pick(left)) * at(b, pick(right));
      });
      return terms.reduce((total, term) => total + term, 0);
    });
    const attributes = { left: left.join(''), right: right.join(''), output: output.join('') };
    expect(run('einsum', [a, b], attributes).values.map((value) => value + 0)).toEqual(
      expected.values.map((value) => value + 0),
    );
  });
});

describe('arrangement', () => {
  test('slice', () => {
    const blocks = denses.chain((x) =>
      fc.tuple(
        fc.constant(x),
        fc.tuple(
          ...x.shape.map((own) =>
            fc.tuple(fc.nat(own), fc.nat(own)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
          ),
        ),
      ),
    );
    forAll(blocks, ([x, ranges]) => {
      const begin = ranges.map(([first]) => first);
      const sizes = ranges.map(([first, end]) => end - first);
      const expected = tabulate(sizes, (index) =>
        at(
          x,
          index.map((place, axis) => place + (begin[axis] as number)),
        ),
      );
      expect(run('slice', [x], { begin, sizes })).toEqual(expected);
    });
  });

  test('pad', () => {
    const padded = denses.chain((x) =>
      fc.tuple(fc.constant(x), fc.tuple(...x.shape.map(() => fc.tuple(fc.nat(2), fc.nat(2)))), number),
    );
    forAll(padded, ([x, paddings, value]) => {
      const shape = x.shape.map((own, axis) => own + (paddings[axis]?.[0] as number) + (paddings[axis]?.[1] as number));
      const expected = tabulate(shape, (index) => {
        const inner = index.map((place, axis) => place - (paddings[axis]?.[0] as number));
        return inner.every((place, axis) => place >= 0 && place < (x.shape[axis] as number)) ? at(x, inner) : value;
      });
      expect(run('pad', [x], { paddings, value })).toEqual(expected);
    });
  });

  test('concat', () => {
    const pieces = withAxis.chain(([x, axis]) =>
      fc.tuple(
        fc.constant(axis),
        fc
          .array(size, { minLength: 1, maxLength: 3 })
          .chain((sizes) => fc.tuple(...sizes.map((own) => dense(x.shape.with(axis, own))))),
      ),
    );
    forAll(pieces, ([axis, parts]) => {
      const total = parts.reduce((sofar, part) => sofar + (part.shape[axis] as number), 0);
      const expected = tabulate((parts[0] as Dense).shape.with(axis, total), (index) => {
        let place = index[axis] as number;
        const part = parts.find(({ shape }) => {
          if (place < (shape[axis] as number)) return true;
          place -= shape[axis] as number;
          return false;
        }) as Dense;
        return at(part, index.with(axis, place));
      });
      expect(run('concat', parts, { axis })).toEqual(expected);
    });
  });

  test('reverse', () => {
    forAll(withAxes, ([x, axes]) => {
      const expected = tabulate(x.shape, (index) =>
        at(
          x,
          index.map((place, axis) => (axes.includes(axis) ? (x.shape[axis] as number) - 1 - place : place)),
        ),
      );
      expect(run('reverse', [x], { axes })).toEqual(expected);
    });
  });

  test('transpose', () => {
    const permuted = denses.chain((x) =>
      fc.tuple(
        fc.constant(x),
        fc.shuffledSubarray(
          x.shape.map((_, axis) => axis),
          { minLength: x.shape.length },
        ),
      ),
    );
    forAll(permuted, ([x, permutation]) => {
      const shape = permutation.map((axis) => x.shape[axis] as number);
      const expected = tabulate(shape, (index) =>
        at(
          x,
          x.shape.map((_, axis) => index[permutation.indexOf(axis)] as number),
        ),
      );
      expect(run('transpose', [x], { permutation })).toEqual(expected);
    });
  });

  test('broadcastTo', () => {
    forAll(broadcasting(2), ([a, b]) => {
      const shape = broadcastShape(a as Dense, b as Dense);
      const expected = tabulate(shape, (index) => stretched(a as Dense, index));
      expect(run('broadcastTo', [a as Dense], { shape })).toEqual(expected);
    });
  });

  const rowsAndIndices = fc
    .record({
      rows: fc.integer({ min: 1, max: 4 }),
      row: fc.array(size, { maxLength: 2 }),
      head: fc.array(size, { maxLength: 2 }),
    })
    .chain(({ rows, row, head }) => {
      const count = head.reduce((product, next) => product * next, 1);
      return fc.record({
        table: dense([rows, ...row]),
        updates: dense([...head, ...row]),
        chosen: fc
          .array(fc.nat(rows - 1), { minLength: count, maxLength: count })
          .map((values): Dense => ({ shape: head, values })),
      });
    });

  test('gather', () => {
    forAll(rowsAndIndices, ({ table, chosen }) => {
      const rank = chosen.shape.length;
      const expected = tabulate([...chosen.shape, ...table.shape.slice(1)], (index) =>
        at(table, [at(chosen, index.slice(0, rank)), ...index.slice(rank)]),
      );
      expect(run('gather', [table, chosen], {}, [1])).toEqual(expected);
    });
  });

  test('scatterAdd', () => {
    forAll(rowsAndIndices, ({ table, updates, chosen }) => {
      const expected = tabulate(table.shape, ([row, ...column]) =>
        indices(chosen.shape)
          .filter((index) => at(chosen, index) === row)
          .reduce((total, index) => total + at(updates, [...index, ...column]), 0),
      );
      expect(run('scatterAdd', [updates, chosen], { rows: table.shape[0] as number }, [1])).toEqual(expected);
    });
  });

  test.each([-1, 2, Number.NaN])('an index of %s is outside a table of 2 rows', (index) => {
    const chosen = { shape: [], values: [index] };
    const message = `index ${index} is outside a table of 2 rows`;
    expect(() => run('gather', [{ shape: [2], values: [1, 2] }, chosen], {}, [1])).toThrow(`gather: ${message}`);
    expect(() => run('scatterAdd', [{ shape: [], values: [1] }, chosen], { rows: 2 }, [1])).toThrow(
      `scatterAdd: ${message}`,
    );
  });
});
