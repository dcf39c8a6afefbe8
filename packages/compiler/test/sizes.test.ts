import {
  add,
  capacity,
  concat,
  type Dimension,
  defineRecurrence,
  element,
  extend,
  type Recurrence,
  type Run,
  reshape,
  sliceAxis,
  sum,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { differences } from './support/compare.ts';
import { prepare, tolerance } from './support/pair.ts';

/** What a recurrence makes of a stack of size capacity and of a table. */
function using(use: (stack: Tensor, table: Tensor) => Tensor, size: Dimension = capacity): Recurrence {
  return defineRecurrence({
    name: 'stack',
    parameters: { p: [] },
    inputs: { x: { shape: [], dtype: 'float' } },
    tables: { past: [] },
    initial: ({ parameters }) => ({ carry: { stack: add(zeros([size]), parameters.p as Tensor) } }),
    step: ({ inputs, carry, tables }) => ({
      carry,
      outputs: { used: sum(use(carry.stack as Tensor, tables.past as Tensor)), other: inputs.x as Tensor },
      entries: { past: inputs.x as Tensor },
    }),
  });
}

describe('a capacity that is too small', () => {
  const cases: readonly (readonly [string, Recurrence, number, number])[] = [
    ['the third element', using((stack) => element(stack, 0, 2)), 2, 3],
    ['all but three', using((stack) => sliceAxis(stack, 0, 0, -3)), 2, 3],
    ['what begins three from the end', using((stack) => sliceAxis(stack, 0, -3)), 2, 3],
    ['a state that would be smaller than nothing', using((stack) => stack, extend(capacity, -2)), 1, 2],
    ['a slice that simplification drops', using(() => sliceAxis(zeros([extend(capacity, -2)]), 0, 0, 0)), 1, 2],
  ];
  it.each(cases)('%s', (_name, recurrence, small, enough) => {
    const { compiled, reference } = prepare(recurrence, ['p']);
    const run = (size: number): Run => ({ steps: 2, inputs: { x: [1, 2] }, capacity: size });
    let message = '';
    try {
      reference.forward(run(small));
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe('');
    expect(() => compiled.forward(run(small))).toThrow(message);
    expect(() => compiled.forward({ ...run(small), outputs: ['used'] })).toThrow(message);
    expect(differences(compiled.forward(run(enough)), reference.forward(run(enough)), tolerance)).toEqual([]);
  });

  it('does not matter to a run that computes nothing with it', () => {
    const { compiled, reference } = prepare(
      using((stack) => element(stack, 0, 2)),
      [],
    );
    for (const run of [
      { steps: 0, inputs: { x: [] }, capacity: 1 },
      { steps: 1, inputs: { x: [1] }, capacity: 1, outputs: ['other'] },
    ])
      expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
  });
});

describe('a table that is too small at the first step', () => {
  const first = 'the size entries-1 is -1 in this run (capacity 2, entries 0); a size cannot be negative';
  const cases: readonly (readonly [string, (table: Tensor) => Tensor, string])[] = [
    ['its newest entry', (table) => element(table, 0, -1), first],
    ['all but the newest', (table) => sliceAxis(table, 0, 0, -1), first],
    ['its oldest entry', (table) => element(table, 0, 0), 'slice: axis 0 has 0 elements in this run, too few for'],
  ];
  it.each(cases)('%s', (_name, read, message) => {
    const recurrence = using((_stack, table) => read(table));
    for (const execution of Object.values(prepare(recurrence, [])))
      expect(() => execution.forward({ steps: 2, inputs: { x: [1, 2] } })).toThrow(message);
  });
  it('may be filled up', () => {
    const recurrence = using((_stack, table) => element(concat([reshape(sum(table), [1]), table]), 0, -1));
    const { compiled, reference } = prepare(recurrence, []);
    const run = { steps: 3, inputs: { x: [1, 2, 3] } };
    expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
  });
});
