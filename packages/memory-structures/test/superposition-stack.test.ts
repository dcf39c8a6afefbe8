import { createRecurrentModel, randomStream } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { referenceExecutor } from '@pushdown/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectRows, sigmoid } from './support/numbers.ts';
import { plainController } from './support/plain-controller.ts';
import { picking, randomHidden, runMemory } from './support/run-memory.ts';

/** Superposition of infinitely deep stacks, element by element as in the equations. */
function literalStack(steps: readonly { readonly logits: readonly number[]; readonly vector: readonly number[] }[]) {
  const size = (steps[0]?.vector ?? []).length;
  const depth = steps.length + 2;
  const zero = new Array<number>(size).fill(0);
  let elements = Array.from({ length: depth + 1 }, () => [...zero]);
  return steps.map(({ logits, vector }) => {
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    const [push, pop, noop] = logits.map((logit) => Math.exp(logit) / total) as [number, number, number];
    const before = elements;
    elements = before.map((_, i) =>
      zero.map((_zero, k) => {
        const above = (i === 0 ? vector : (before[i - 1] as number[]))[k] as number;
        const below = (before[i + 1] ?? zero)[k] as number;
        return push * above + pop * below + noop * ((before[i] as number[])[k] as number);
      }),
    );
    return [...(elements[0] as number[])];
  });
}

/** Parameters that make the first elements of a hidden vector the logits and the next ones what is pushed, before σ. */
function passingOn(size: number, logits: number, vector: number): Record<string, number[]> {
  return {
    'actions/weights': picking(size, logits, 0),
    'actions/bias': new Array<number>(logits).fill(0),
    'pushedVector/weights': picking(size, vector, logits),
    'pushedVector/bias': new Array<number>(vector).fill(0),
  };
}

const logit = fc.double({ min: -4, max: 4, noNaN: true });

describe('superposition stack', () => {
  it('equals the literal equations on random actions and vectors', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(logit, logit, logit, logit, logit), { minLength: 1, maxLength: 12 }), (hidden) => {
        const { readings } = runMemory(superpositionStack({ size: 2 }), hidden, {
          parameters: passingOn(5, 3, 2),
        });
        const expected = literalStack(hidden.map((h) => ({ logits: h.slice(0, 3), vector: h.slice(3).map(sigmoid) })));
        expectRows(readings, [[0, 0], ...expected]);
      }),
      { numRuns: 60 },
    );
  });

  it('is a stack when actions are certain: last in, first out', () => {
    const big = 60;
    const push = (bit: number) => [big, 0, 0, bit === 1 ? big : -big];
    const pop = [0, big, 0, 0];
    const noop = [0, 0, big, 0];
    const hidden = [push(1), push(0), push(1), noop, pop, pop, pop];
    const { readings, actions } = runMemory(superpositionStack({ size: 1 }), hidden, {
      parameters: passingOn(4, 3, 1),
    });
    expectRows(readings, [[0], [1], [0], [1], [1], [0], [1], [0]]);
    expectRows(actions.push ?? [], [[1], [1], [1], [0], [0], [0], [0]]);
    expectRows(actions.pop ?? [], [[0], [0], [0], [0], [1], [1], [1]]);
    expectRows(actions.noop ?? [], [[0], [0], [0], [1], [0], [0], [0]]);
  });

  it('keeps several stacks apart: each has actions of its own', () => {
    const big = 60;
    // Stack 1 pushes 1 then 0 and pops; stack 2 pushes 0 then waits.
    const hidden = [
      [big, 0, 0, big, 0, 0, big, -big],
      [big, 0, 0, 0, 0, big, -big, big],
      [0, big, 0, 0, 0, big, 0, 0],
    ];
    const { readings } = runMemory(superpositionStack({ size: [1, 1] }), hidden, { parameters: passingOn(8, 6, 2) });
    expectRows(readings, [
      [0, 0],
      [1, 0],
      [0, 0],
      [1, 0],
    ]);
  });

  it('needs no more capacity than there are steps: more changes nothing', () => {
    const model = createRecurrentModel({
      alphabetSize: 2,
      controller: plainController(4),
      memory: superpositionStack({ size: 3 }),
    });
    const paths = model.parameters.map(({ path }) => path);
    const execution = referenceExecutor().prepare(model.recurrence(1), { trainable: paths });
    for (const [path, values] of Object.entries(model.initialize(randomStream(5, 'p'))))
      execution.writeParameter(path, values);
    const string = [0, 1, 1, 0, 1, 0, 0];
    const run = { steps: 7, inputs: { symbols: string, targets: [...string, 2] } };
    const exact = execution.gradients(run);
    const roomy = execution.gradients({ ...run, capacity: 20 });
    expect(roomy.loss).toBe(exact.loss);
    expect(roomy.gradients).toEqual(exact.gradients);
  });

  it.each([
    ['as many elements as steps', 9, 9],
    ['more', 12, 9],
    ['half as many, since what is deeper cannot return in time', 4, 8],
  ])('a depth limit of %s changes nothing', (_name, depth, needed) => {
    const hidden = randomHidden(9, 3);
    const full = runMemory(superpositionStack({ size: 2 }), hidden);
    const limited = runMemory(superpositionStack({ size: 2, depth }), hidden);
    expect(limited.readings.slice(0, needed + 1)).toEqual(full.readings.slice(0, needed + 1));
  });

  it('loses what lies below its depth limit', () => {
    const big = 60;
    const push = [big, 0, 0, big];
    const pop = [0, big, 0, 0];
    const { readings } = runMemory(superpositionStack({ size: 1, depth: 2 }), [push, push, push, pop, pop], {
      parameters: passingOn(4, 3, 1),
    });
    expectRows(readings, [[0], [1], [1], [1], [1], [0]]);
  });

  it('starts its layers Xavier-uniform with fan-out 3 a stack, biases 0', () => {
    const model = createRecurrentModel({
      alphabetSize: 3,
      controller: plainController(20),
      memory: superpositionStack({ size: [3, 3, 3] }),
    });
    const values = model.initialize(randomStream(1, 'p'));
    const actions = values['memory/superposition-stack/actions/weights'] as Float64Array;
    const bound = Math.sqrt(6 / 23);
    const largest = Math.max(...actions.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(bound * 0.95);
    expect([...(values['memory/superposition-stack/actions/bias'] as Float64Array)].every((value) => value === 0)).toBe(
      true,
    );
  });

  it.each([
    [{}, /memory "superposition-stack": size: say how large/],
    [{ size: 0 }, /memory "superposition-stack": size/],
    [{ size: [] }, /memory "superposition-stack": size/],
    [{ size: 3, push: 'hidden' }, /size: a stack of hidden states has vectors of the size of the hidden state/],
    [{ size: 3, depth: 0 }, /memory "superposition-stack": depth/],
    [{ size: 3, height: 2 }, /height/],
  ])('refuses %j', (options, message) => {
    expect(() => superpositionStack(options as never)).toThrow(message);
  });
});
