import {
  add,
  broadcastTo,
  capacity,
  concat,
  defineRecurrence,
  fill,
  mul,
  type Recurrence,
  referenceExecutor,
  reshape,
  slice,
  sliceAxis,
  sub,
  sum,
  type Tensor,
  tanh,
} from '@pushdown/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledExecutor } from '../src/index.ts';
import { buildPlan, formatPlan } from '../src/inspect/index.ts';
import { differences, fillParameters, randomRun } from './support/compare.ts';

const batch = 3;
const tolerance = { relative: 1e-4, absolute: 1e-5 };

interface StackOptions {
  /** How many places what is pushed and popped moves the others. */
  readonly distance: number;
  /** Elements that the stack is read from. */
  readonly depth: number;
  /** Elements that the stack begins with. */
  readonly begin: number;
}

/** A stack of numbers that moves by mixtures, as superposition stacks do. */
function stack({ distance, depth, begin }: StackOptions): Recurrence {
  return defineRecurrence({
    name: 'stack',
    batchSize: batch,
    parameters: { push: [distance], weight: [] },
    inputs: { x: { shape: [batch, 1], dtype: 'float' } },
    initial: () => ({
      carry: { cells: concat([fill([batch, begin], 0.5), fill([batch, { ...capacity, offset: -begin }], 0)], 1) },
    }),
    step({ carry, inputs, parameters }) {
      const cells = carry.cells as Tensor;
      const pushed = add(inputs.x as Tensor, reshape(parameters.push as Tensor, [1, distance]));
      const rest = { ...capacity, offset: -distance };
      const up = concat([tanh(pushed), slice(cells, [0, 0], [batch, rest])], 1);
      const down = concat([slice(cells, [0, distance], [batch, rest]), fill([batch, distance], 0)], 1);
      const weight = parameters.weight as Tensor;
      const next = add(mul(weight, up), mul(sub(1, weight), down));
      const read = sliceAxis(next, 1, 0, depth);
      return {
        carry: { cells: next },
        outputs: { read, loss: sum(mul(read, broadcastTo(inputs.x as Tensor, [batch, depth]))) },
      };
    },
  });
}

describe('extents', () => {
  it('limit a stack to what was pushed and to what can still be read', () => {
    const plan = formatPlan(
      buildPlan(stack({ distance: 1, depth: 1, begin: 0 }), { trainable: ['push', 'weight'], outputs: [] }),
    );
    // Before step t there are t elements, and the element at the index steps − t can no longer come to the top.
    const [, forward = '', backward = ''] =
      /\nforward\n([\s\S]*)\nafter\n[\s\S]*\nbackward\n([\s\S]*)\nlate\n/.exec(plan) ?? [];
    expect(forward).toContain('1 + t');
    expect(forward).toContain('steps - t');
    expect(backward).toContain('steps - t');
  });

  it('are not used where all of a state is wanted', () => {
    const options = { trainable: [], outputs: ['read'], wholeStates: true };
    expect(formatPlan(buildPlan(stack({ distance: 1, depth: 1, begin: 0 }), options))).not.toContain('steps - t');
  });

  it('change nothing: any distance, depth, beginning, length and capacity', { timeout: 600_000 }, () => {
    const options = fc.record({
      distance: fc.integer({ min: 1, max: 3 }),
      depth: fc.integer({ min: 1, max: 3 }),
      begin: fc.integer({ min: 0, max: 3 }),
    });
    const runs = fc.array(
      fc.record({ steps: fc.integer({ min: 0, max: 12 }), room: fc.integer({ min: 4, max: 14 }) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(options, runs, fc.boolean(), (given, sequence, keepCarry) => {
        const recurrence = stack(given);
        const prepared = { trainable: ['push', 'weight'] };
        // What is read without having been written shows as NaN.
        const compiled = compiledExecutor({ unwritten: Number.NaN }).prepare(recurrence, prepared);
        const reference = referenceExecutor().prepare(recurrence, prepared);
        fillParameters([compiled, reference], recurrence, 1);
        for (const [index, { steps, room }] of sequence.entries()) {
          const run = { ...randomRun(recurrence, steps, index), capacity: room, keepCarry };
          expect(differences(compiled.gradients(run), reference.gradients(run), tolerance), `${steps} steps`).toEqual(
            [],
          );
          expect(
            differences(compiled.forward(run), reference.forward(run), tolerance),
            `${steps} steps, forward`,
          ).toEqual([]);
        }
        expect(compiled.executor).toBe('compiled');
      }),
      { numRuns: 60 },
    );
  });
});
