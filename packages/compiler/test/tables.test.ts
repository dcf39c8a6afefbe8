import {
  add,
  argMax,
  concat,
  cumsum,
  defineRecurrence,
  element,
  entries,
  expandDims,
  extend,
  gather,
  max,
  mul,
  type Recurrence,
  range,
  reshape,
  reverse,
  type Shape,
  sum,
  type Tensor,
  type Tensors,
  tanh,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import type { Passes } from '../src/index.ts';
import { buildPlan, formatPlan } from '../src/inspect/index.ts';
import { loadsOf } from '../src/loops/substitute.ts';
import { differences, randomRun } from './support/compare.ts';
import { checkTraining, prepare } from './support/pair.ts';
import {
  additiveAttention,
  attention,
  newestEntry,
  pushdownTable,
  recorded,
  type TableSizes,
} from './support/tables.ts';
import { updates } from './support/updates.ts';

/** Sums over all earlier steps collect their rounding errors too. */
const tolerance = { relative: 2e-5, absolute: 5e-6 };

const recurrences: Readonly<Record<string, (sizes: TableSizes) => Recurrence>> = {
  attention,
  'additive attention': additiveAttention,
  'newest entry': newestEntry,
  'pushdown table': pushdownTable,
  'tables beside a stack': recorded,
};

describe.each(Object.entries(recurrences))('%s', (_name, define) => {
  describe.each([1, 4, 10, undefined])('of a batch of %s', (batch) => {
    // The additive form has its batch in the last axis of states, but in the first of inputs.
    const recurrence = define({ batch: batch ?? 3, ...(batch === undefined ? {} : { batchSize: batch }) });
    const trainable = Object.keys(recurrence.parameters);

    it('agrees for all lengths, in any order', () => {
      const { compiled, reference } = prepare(recurrence, trainable);
      for (const steps of [5, 1, 0, 8, 2, 5]) {
        const run = { ...randomRun(recurrence, steps, 7 + steps), keepCarry: true };
        expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
        expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
      }
    });

    it('has the gradients of some of its parameters alone', () => {
      for (const path of trainable) {
        const { compiled, reference } = prepare(recurrence, [path]);
        const run = randomRun(recurrence, 6, 3);
        expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
      }
    });

    it.each(Object.entries(updates))('learns by %s as in the reference', (_update, update) => {
      checkTraining(recurrence, trainable, update, (step) => randomRun(recurrence, 3 + (step % 3), step));
    });
  });
});

describe('the plan of a table', () => {
  const names = Object.entries(recurrences).map(
    ([name, define]) => [name, define({ batch: 10, batchSize: 10 })] as const,
  );
  it.each(names)('keeps the batch of %s innermost', (_name, recurrence) => {
    const trainable = Object.keys(recurrence.parameters);
    expect(buildPlan(recurrence, { trainable, outputs: [] }).batchSize).toBe(10);
  });

  it('computes over as many entries as there are, and adds gradients up in place', () => {
    const recurrence = attention({ batch: 4, batchSize: 4, size: 2 });
    const plan = buildPlan(recurrence, { trainable: ['key'], outputs: [] });
    const table = plan.buffers.find(({ name }) => name === 'table keys');
    expect(table).toMatchObject({ slots: 'steps', sizes: [2], laneAxis: 0 });
    const gradient = plan.buffers.find(({ name }) => name === 'gradient of table keys');
    const listing = formatPlan(plan);
    expect(listing).toContain('over r0 in 0..t of');
    // A product of the loop back goes straight to the gradients of entries: once a stretch, and within the stretch.
    const adding = plan.sections.backward.filter(({ target }) => target === gradient);
    expect(adding.map(({ name }) => name)).toEqual(['einsum', 'einsum']);
    expect(plan.accumulators).toContain(gradient);
  });

  it('keeps no number for every step, entry and unit that is cheap to compute again', () => {
    const recurrence = additiveAttention({ batch: 4, batchSize: 4 });
    const trainable = Object.keys(recurrence.parameters);
    const plan = buildPlan(recurrence, { trainable, outputs: [] });
    const growing = plan.buffers.filter(({ sizes }) => sizes.some((size) => typeof size !== 'number'));
    const kept = growing.filter(({ slots }) => slots !== 'one');
    // One weight and its gradient for every entry; what is compared, of every unit, only at the present step.
    expect(kept.map(({ name, sizes }) => [name, sizes.length])).toEqual([
      ['sigmoid', 1],
      ['mul', 1],
    ]);
    expect(growing.some(({ name, sizes }) => name === 'tanh' && sizes.length === 2)).toBe(true);
  });

  it('has its newest entry read where it is, at the steps that have one', () => {
    const recurrence = newestEntry({ batch: 4, batchSize: 4 });
    const plan = buildPlan(recurrence, { trainable: Object.keys(recurrence.parameters), outputs: [] });
    const table = plan.buffers.find(({ name }) => name === 'table states');
    const before = plan.sections.forward.filter(({ body }) => loadsOf(body).some(({ buffer }) => buffer === table));
    expect(before.map(({ name }) => name)).toEqual(['einsum', 'einsum', 'einsum']);
    for (const { loops } of before) expect(loops[0]?.variable).toBe('guard');
    // The first step gets zeros instead.
    const zeros = plan.sections.forward.filter(({ body }) => body.kind === 'constant' && body.value === 0);
    expect(zeros.map(({ target }) => target)).toEqual(before.map(({ target }) => target));
  });

  it('has what several products yield for an entry added at once, and none of them stored', () => {
    const recurrence = newestEntry({ batch: 4, batchSize: 4 });
    const plan = buildPlan(recurrence, { trainable: Object.keys(recurrence.parameters), outputs: [] });
    const gradient = plan.buffers.find(({ name }) => name === 'gradient of table states');
    const adding = plan.sections.backward.filter(({ target }) => target === gradient);
    // What is there already, and three products through which the newest entry acted on a step.
    expect(adding.map(({ body }) => body.kind === 'reduction' && body.parts.length)).toEqual([4]);
  });

  describe('whose entries grow', () => {
    const listing = (passes: Partial<Passes>): string[] => {
      const recurrence = pushdownTable({ batch: 4, batchSize: 4 });
      const plan = buildPlan(recurrence, { trainable: Object.keys(recurrence.parameters), outputs: [], passes });
      return formatPlan(plan).split('\n');
    };

    it('ends where an entry ends', () => {
      const lines = listing({ blocking: false, pulling: false });
      // Entry k has k + 1 matrices, so that the sum over k for matrix v0 begins with k = v0 …
      expect(lines.filter((line) => line.includes('sum over r0 in max(0, v0)..t,'))).toHaveLength(2);
      // … and the gradient of entry v0, all of it added in one pass, ends with matrix v0.
      expect(lines.filter((line) => line.startsWith('  for v0 in 0..t, v1 in 0..min(t, 1 + v0), v2'))).toHaveLength(1);
    });

    it('collects what later steps add to an entry', () => {
      const lines = listing({ blocking: false });
      const [far, near, ...others] = lines.filter((line) => line.includes('later'));
      // Matrix v1 of entry v0 is read at the steps after v0 that have a matrix v1 of their own: once for all entries of a
      // stretch …
      expect(far).toContain('for guard in 0..min(1, 1 - stretch + t), v1 in');
      expect(far).toContain('v0 in max(0, -5 + t, v1)..min(-1 + steps, 1 + t), v2 in 0..3, v3 in 0..3, each lane');
      expect(far).toContain('sum over later in max(1 + t, 1 + v1)..steps, inner0 in 0..3 of');
      // … and at those of the stretch itself.
      expect(near).toContain('v1 in 0..1 + t, v2 in 0..3, v3 in 0..3, each lane');
      expect(near).toContain('sum over later in max(1 + t, 1 + v1)..min(steps, 1 + stretch, 6 + t), inner0 in 0..3 of');
      expect(others).toEqual([]);
    });

    it('is summed in blocks, around the axis whose results share what they read', () => {
      const lines = listing({});
      // A round reads a matrix of 3 × 3 numbers twice, of 4 sequences: 288 bytes. 20 KiB hold 71 rounds.
      const sums = lines.filter((line) =>
        line.startsWith('  for block in 0..t by 71, v0 in 0..min(t, 71 + block), v1 in 0..3'),
      );
      expect(sums).toHaveLength(2);
      for (const sum of sums) expect(sum).toContain('sum over r0 in max(0, v0, block)..min(t, 71 + block), r1 in 0..3');
      // Their results begin as zeros.
      for (const sum of sums) {
        const target = sum.slice(sum.indexOf('each lane: ') + 11, sum.indexOf(' = '));
        expect(lines.filter((line) => line.endsWith(`${target} = 0`))).toHaveLength(1);
      }
    });
  });
});

/** A recurrence with one table, whose outputs are what `read` makes of it. */
function reading(entry: Shape, read: (table: Tensor, x: Tensor) => Tensors): Recurrence {
  return defineRecurrence({
    name: 'reading',
    batchSize: 3,
    parameters: { p: [4] },
    inputs: { x: { shape: [3, 4], dtype: 'float' } },
    tables: { history: entry },
    initial: () => ({ carry: {} }),
    step: ({ parameters, inputs, tables }) => {
      const x = mul(inputs.x as Tensor, parameters.p as Tensor);
      const outputs = read(tables.history as Tensor, x);
      const loss = Object.values(outputs)
        .filter(({ dtype }) => dtype === 'float')
        .reduce((total, output) => add(total, sum(tanh(output))), zeros([]));
      const wide = entry.length === 3;
      const written = wide ? concat([expandDims(x, 2), broadcastOver(x, entry)], 2) : x;
      return { carry: {}, outputs: { ...outputs, loss }, entries: { history: written } };
    },
  });
}

function broadcastOver(x: Tensor, entry: Shape): Tensor {
  return mul(expandDims(x, 2), add(zeros([3, 4, extend(entry[2] as typeof entries, -1)]), 0.5));
}

describe('a reading of all entries', () => {
  const readings: Readonly<Record<string, (table: Tensor, x: Tensor) => Tensors>> = {
    'their running sums': (table) => ({
      last: sum(tanh(cumsum(table, 0)), 0),
      first: sum(cumsum(table, 0, true, true), 0),
    }),
    'the largest, which shares its gradient': (table) => ({ best: max(concat([zeros([1, 3, 4]), table]), 0) }),
    'where the largest is': (table) => ({ place: argMax(concat([zeros([1, 3, 4]), table]), 0) }),
    'the oldest first': (table, x) => ({ both: sum(mul(reverse(table, 0), mul(table, x)), 0) }),
    'the newest, or zeros': (table) => ({ newest: element(concat([zeros([1, 3, 4]), table]), 0, -1) }),
    'in another shape': (table) => ({ joined: sum(tanh(reshape(table, [entries, 3, 2, 2])), 0) }),
    'with their numbers': (table) => ({ weighed: sum(mul(table, reshape(range0(), [entries, 1, 1])), 0) }),
    nothing: (_table, x) => ({ x }),
  };
  it.each(Object.entries(readings))('%s', (_name, read) => {
    for (const entry of [
      [3, 4],
      [3, 4, extend(entries, 1)],
      [3, 4, extend(entries, 2)],
    ]) {
      const growing = entry.length === 3;
      const recurrence = reading(entry, (table, x) => read(growing ? sum(tanh(table), 3) : table, x));
      const { compiled, reference } = prepare(recurrence, ['p']);
      for (const steps of [4, 1, 6]) {
        const run = randomRun(recurrence, steps, steps);
        expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
        expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
      }
    }
  });
  it('of growing entries in another shape', () => {
    const recurrence = reading([3, 4, extend(entries, 1)], (table) => ({
      split: sum(tanh(reshape(table, [entries, 3, 2, 2, entries])), [0, 4]),
      flat: sum(tanh(reshape(table, [entries, 12, entries])), [0, 2]),
    }));
    const { compiled, reference } = prepare(recurrence, ['p']);
    for (const steps of [5, 2]) {
      const run = randomRun(recurrence, steps, steps);
      expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
    }
  });
});

/** 0, 1, 2, … along all entries, as numbers. */
function range0(): Tensor {
  return cumsum(add(zeros([entries]), 0.1), 0, true);
}

it('no table has an entry before the first step', () => {
  const recurrence = defineRecurrence({
    name: 'counting',
    parameters: { p: [2] },
    inputs: {},
    tables: { history: [2] },
    initial: ({ parameters }) => ({
      carry: { h: add(parameters.p as Tensor, sum(add(zeros([entries]), 1))) },
    }),
    step: ({ carry, tables }) => {
      const h = add(mul(carry.h as Tensor, 0.5), sum(add(tables.history as Tensor, 1), 0));
      return { carry: { h }, outputs: { h, loss: sum(tanh(h)) }, entries: { history: h } };
    },
  });
  const { compiled, reference } = prepare(recurrence, ['p']);
  for (const steps of [0, 1, 4]) {
    const run = { steps, inputs: {}, keepCarry: true };
    expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
  }
});

it('an entry that does not exist cannot be gathered', () => {
  const recurrence = reading([3, 4], (table) => ({ chosen: gather(sum(table, 1), add(range(1), 1)) }));
  const { compiled, reference } = prepare(recurrence, []);
  for (const execution of [compiled, reference])
    expect(() => execution.forward(randomRun(recurrence, 3, 1))).toThrow(
      'gather: index 1 is outside a table of 0 rows',
    );
});

it('a recurrence with tables cannot continue from a carry', () => {
  const recurrence = reading([3, 4], (_table, x) => ({ x }));
  const { compiled } = prepare(recurrence, ['p']);
  const run = { ...randomRun(recurrence, 2, 1), carry: {} };
  for (const attempt of [() => compiled.forward(run), () => compiled.gradients(run)])
    expect(attempt).toThrow('a recurrence with history tables cannot continue from a carried state');
});
