import {
  add,
  broadcastTo,
  concat,
  differentiate,
  div,
  einsum,
  fill,
  mul,
  neg,
  ones,
  referenceExecutor,
  reshape,
  slice,
  sliceAxis,
  stopGradient,
  sub,
  sum,
  type Tensor,
  type Tensors,
  tanh,
  topologicalOrder,
  transpose,
} from '@pushdown/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simplify } from '../src/passes/simplify.ts';
import { simplifyRecurrence } from '../src/plan/build.ts';
import { differences, fillParameters, mismatch, randomRun } from './support/compare.ts';
import { evaluate, leavesOf } from './support/evaluate.ts';
import { type Recipe, randomRecurrence } from './support/random-recurrence.ts';

const leaves = leavesOf({ x: [2, 3], y: [2, 3], v: [3], w: [6, 4] });
const { x, y, v, w } = leaves as Readonly<Record<'x' | 'y' | 'v' | 'w', Tensor>>;

/** Operations that compute something: what only names an element costs nothing. */
function applications(results: readonly Tensor[]): number {
  return topologicalOrder(results).filter(({ primitive }) => primitive !== 'leaf').length;
}

describe('every rule', () => {
  const cases: Readonly<Record<string, Tensor>> = {
    'x + 0': add(x, 0),
    '0 + x': add(0, x),
    'x − 0': sub(x, 0),
    'x · 1': mul(x, 1),
    '1 · x': mul(ones([]), x),
    'x / 1': div(x, 1),
    '−−x': neg(neg(x)),
    'reshape to the same shape': reshape(x, [2, 3]),
    'reshape of a reshape': reshape(reshape(x, [6]), [3, 2]),
    'reshape of a constant': add(x, reshape(fill([6], 2), [2, 3])),
    'broadcast to the same shape': broadcastTo(x, [2, 3]),
    'broadcast of a constant': mul(x, broadcastTo(fill([], 3), [2, 3])),
    'transpose by nothing': transpose(x, [0, 1]),
    'slice of everything': slice(x, [0, 0], [2, 3]),
    'slice of a constant': mul(x, slice(fill([4, 3], 3), [1, 0], [2, 3])),
    'slice of a concatenation, first piece': sliceAxis(concat([x, y], 0), 0, 0, 2),
    'slice of a concatenation, last piece': sliceAxis(concat([x, y], 0), 0, 2, 4),
    'concatenation of one': concat([x], 1),
    'sum over no axes': sum(x, []),
    constants: add(x, mul(add(fill([], 1.5), fill([], 2)), div(fill([], 1), fill([], 4)))),
    'equal applications': add(tanh(add(x, y)), tanh(add(x, y))),
  };

  it.each(Object.entries(cases))('%s: fewer applications, the same values', (_name, tensor) => {
    const [simpler] = simplify([tensor]) as [Tensor];
    expect(applications([simpler])).toBeLessThan(applications([tensor]));
    expect(evaluate(leaves, [simpler])).toEqual(evaluate(leaves, [tensor]));
  });

  it('finds a part of a piece of a concatenation without the concatenation', () => {
    const [simpler] = simplify([sliceAxis(concat([x, y], 1), 1, 4, 6)]) as [Tensor];
    expect(topologicalOrder([simpler]).map(({ primitive }) => primitive)).toEqual(['leaf', 'slice']);
    expect(simpler.arguments[0]).toBe(y);
  });

  it('leaves a slice of two pieces alone', () => {
    const across = sliceAxis(concat([x, y], 1), 1, 2, 5);
    expect(simplify([across])[0]).toBe(across);
  });

  it('splits the product with a concatenation, on either side', () => {
    const both = concat([x, y], 1);
    for (const product of [einsum('bi,io->bo', both, w), einsum('io,bi->ob', w, both)]) {
      const [parts] = simplify([product]) as [Tensor];
      expect(topologicalOrder([parts]).map(({ primitive }) => primitive)).not.toContain('concat');
      const [[actual], [expected]] = [evaluate(leaves, [parts]), evaluate(leaves, [product])];
      expect(mismatch(actual ?? [], expected ?? [], { relative: 1e-14, absolute: 1e-15 })).toBeUndefined();
    }
  });

  it('keeps a shape that broadcasting gave', () => {
    const wide = add(v, fill([2, 3], 0));
    const [simpler] = simplify([wide]) as [Tensor];
    expect(simpler.shape).toEqual([2, 3]);
    expect(evaluate(leaves, [simpler])).toEqual(evaluate(leaves, [wide]));
  });
});

describe('constants that are easily confused', () => {
  it('does not take −0 for 0, nor one infinity for the other', () => {
    const products = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((value) => mul(v, value));
    const kept = simplify(products);
    expect(new Set(kept).size).toBe(4);
    expect(evaluate(leaves, kept)).toEqual(evaluate(leaves, products));
  });

  it('computes with infinities as the reference does', () => {
    const infinite = fill([3], Number.POSITIVE_INFINITY);
    const results = [sub(infinite, infinite), mul(infinite, fill([3], 0)), div(fill([3], 1), fill([3], -0))];
    expect(evaluate(leaves, simplify(results))).toEqual(evaluate(leaves, results));
  });
});

describe('stopGradient', () => {
  it('stays, so that what is differentiated later has the gradient of the original', () => {
    const [early] = simplify([sum(mul(stopGradient(x), x))]) as [Tensor];
    const [gradient] = differentiate([{ result: early, cotangent: fill([], 1) }], [x]) as [Tensor];
    expect(evaluate(leaves, [gradient])).toEqual(evaluate(leaves, [x]));
  });
});

describe('a second graph', () => {
  it('continues from the replacements of the first', () => {
    const replacements = new Map<Tensor, Tensor>();
    const shared = tanh(add(x, 0));
    const [first] = simplify([shared], replacements) as [Tensor];
    const [second] = simplify([mul(tanh(x), y)], replacements) as [Tensor];
    expect(second.arguments[0]).toBe(first);
  });
});

describe('random graphs', () => {
  const recipes: fc.Arbitrary<Recipe> = fc.record({
    batch: fc.constantFrom(1, 3),
    mode: fc.constant('mixing'),
    nodes: fc.array(fc.array(fc.nat(9999), { minLength: 4, maxLength: 14 }), { maxLength: 12 }),
    states: fc.array(fc.nat(9999), { minLength: 1, maxLength: 2 }),
    tables: fc.array(fc.nat(9999), { maxLength: 1 }),
    outputs: fc.array(fc.nat(9999), { minLength: 1, maxLength: 3 }),
    losses: fc.array(fc.nat(9999), { maxLength: 2 }),
  });

  it('keep their values and grow by no application', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const recurrence = randomRecurrence(recipe);
        const simpler = simplifyRecurrence(recurrence);
        const executions = [recurrence, simpler].map((each) => referenceExecutor().prepare(each));
        fillParameters(executions, recurrence, 1);
        const run = { ...randomRun(recurrence, 3, 2), capacity: 4, keepCarry: true };
        const [expected, actual] = executions.map((execution) => execution.forward(run));
        if (expected === undefined || actual === undefined) throw new Error('two executions');
        expect(differences(actual, expected, { relative: 1e-9, absolute: 1e-12 })).toEqual([]);
        const results = (tensors: Tensors): readonly Tensor[] => Object.values(tensors);
        const count = ({ step }: typeof recurrence): number =>
          topologicalOrder([...results(step.nextCarry), ...results(step.outputs)]).filter(
            // Splitting products makes more of them, of the same size together.
            ({ primitive }) => !['leaf', 'fill', 'einsum', 'add', 'slice'].includes(primitive),
          ).length;
        expect(count(simpler)).toBeLessThanOrEqual(count(recurrence));
      }),
      { numRuns: 150, seed: 20_260_801 },
    );
  });
});
