import {
  add,
  capacity,
  defineRecurrence,
  entries,
  mul,
  type Recurrence,
  sum,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildPlan } from '../src/inspect/index.ts';
import { lifetimesOf } from '../src/plan/lifetimes.ts';
import { checkLayout, isLasting, layOut, slotLength } from '../src/runtime/memory-layout.ts';
import { differences, randomRun } from './support/compare.ts';
import { prepare, tolerance } from './support/pair.ts';
import { attention, pushdownTable } from './support/tables.ts';
import { engine } from './web-assembly.ts';

/** It needs no input, so that a run of any length costs its caller nothing. */
const counter = defineRecurrence({
  name: 'counter',
  parameters: { p: [1000] },
  inputs: {},
  initial: () => ({ carry: { h: zeros([1000]) } }),
  step: ({ parameters, carry }) => {
    const h = add(carry.h as Tensor, parameters.p as Tensor);
    return { carry: { h }, outputs: { loss: sum(h) } };
  },
});

/** Nothing in it takes memory by the step. */
const silent = defineRecurrence({
  name: 'silent',
  parameters: {},
  inputs: {},
  initial: () => ({ carry: {} }),
  step: () => ({ carry: {} }),
});

const always = { first: 0, last: Number.POSITIVE_INFINITY };

describe('the layout of memory', () => {
  const plan = buildPlan(pushdownTable({ batch: 10, batchSize: 10 }), {
    trainable: ['push', 'replace', 'pop'],
    outputs: ['reading'],
  });
  it.each([1, 40, 400, 900, 5000])('has room for every buffer of %i steps that is needed at a time', (steps) => {
    const sizes = { steps, capacity: steps };
    const { addresses, bytes } = layOut(plan, 1000, sizes);
    const count = { one: 1, steps, states: steps + 1 };
    const lifetimes = lifetimesOf(plan);
    const pieces = plan.buffers.map((buffer) => ({
      begin: addresses[buffer.id] as number,
      end: (addresses[buffer.id] as number) + 4 * slotLength(plan, buffer, sizes) * count[buffer.slots],
      ...(isLasting(buffer) ? always : (lifetimes.get(buffer) ?? always)),
    }));
    for (const [index, piece] of pieces.entries()) {
      expect(piece.begin % 16).toBe(0);
      expect(piece.begin).toBeGreaterThanOrEqual(1000);
      // A register that begins with the last number stays within.
      expect(bytes).toBeGreaterThanOrEqual(piece.end + 12);
      const others = pieces.filter(
        (other, place) => place > index && other.first <= piece.last && piece.first <= other.last,
      );
      expect(others.filter((other) => other.begin < piece.end && piece.begin < other.end)).toEqual([]);
    }
  });

  it('is shared by what is needed at different times', () => {
    const lifetimes = lifetimesOf(plan);
    const sizes = { steps: 40, capacity: 40 };
    const apart = plan.buffers.reduce(
      (sum, buffer) => sum + 4 * slotLength(plan, buffer, sizes) * { one: 1, steps: 40, states: 41 }[buffer.slots],
      0,
    );
    expect(lifetimes.size).toBeGreaterThan(0);
    expect(layOut(plan, 0, sizes).bytes).toBeLessThan(apart);
  });

  it('is as large as its tables, also beyond 2³¹ bytes', () => {
    // The table inner and its gradient: steps entries of steps + 1 matrices of 9 numbers, 4 sequences each.
    const table = 4 * 4 * 9 * 3000 * 3001;
    const { bytes } = layOut(plan, 0, { steps: 3000, capacity: 1 });
    expect(bytes).toBeGreaterThan(2 * table);
    expect(bytes).toBeLessThan(10 * table);
    expect(2 * table).toBeGreaterThan(2 ** 31);
  });

  it('is refused beyond what can be addressed or counted', () => {
    const check = (steps: number, size: number, bytes: number) => () =>
      checkLayout(plan, { steps, capacity: size }, { addresses: [], bytes });
    expect(check(5, 5, 2 ** 32)).not.toThrow();
    expect(check(5, 5, 2 ** 32 + 1)).toThrow(
      'pushdown table: 5 steps need 4097 MiB, but compiled code can use 4096 MiB; use shorter or fewer sequences',
    );
    expect(check(2 ** 30, 5, 100)).toThrow('is longer than compiled code can count, which is 1073741823');
    expect(check(5, 2 ** 30, 100)).toThrow('capacity 1073741824 is longer than compiled code can count');
  });
});

describe('a run that is too large', () => {
  afterEach(() => vi.restoreAllMocks());

  it('says what it needs and what there is', () => {
    const { compiled, reference } = prepare(counter, []);
    expect(() => compiled.forward({ steps: 1e9, inputs: {} })).toThrow(
      'counter: 1000000000 steps need 3818512 MiB, but compiled code can use 4096 MiB; use shorter or fewer sequences',
    );
    expect(() => compiled.forward({ steps: 1e15, inputs: {} })).toThrow('longer than compiled code can count');
    // The execution goes on serving runs that fit.
    const run = { steps: 3, inputs: {} };
    expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
  });

  it('is refused by its number of steps alone, if they take no memory', () => {
    const { compiled } = prepare(silent, []);
    expect(() => compiled.forward({ steps: 2 ** 32, inputs: {} })).toThrow('longer than compiled code can count');
    expect(() => compiled.forward({ steps: 2 ** 31, inputs: {} })).toThrow('longer than compiled code can count');
  });

  it('is refused when the machine gives no more memory', () => {
    const { compiled, reference } = prepare(counter, []);
    const short = { steps: 3, inputs: {} };
    compiled.forward(short);
    const grow = vi.spyOn(engine.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('refused');
    });
    const message = 'counter: 1000 steps need 4 MiB, but the machine gives no more than the 1 MiB that are in use';
    // Twice: a failed attempt must not count as prepared.
    for (const _attempt of [1, 2]) expect(() => compiled.forward({ steps: 1000, inputs: {} })).toThrow(message);
    expect(differences(compiled.forward(short), reference.forward(short), tolerance)).toEqual([]);
    grow.mockRestore();
    const long = { steps: 1000, inputs: {} };
    expect(differences(compiled.forward(long), reference.forward(long), { relative: 1e-4 })).toEqual([]);
  });

  it('is refused when not even a step of it can be compiled', () => {
    const wide = defineRecurrence({
      name: 'wide',
      parameters: {},
      inputs: {},
      initial: () => ({ carry: { h: zeros([2 ** 20, 2 ** 12]) } }),
      step: ({ carry }) => ({ carry: { h: mul(carry.h as Tensor, 2) } }),
    });
    expect(() => prepare(wide, []).compiled.forward({ steps: 1, inputs: {} })).toThrow(
      'wide: 1 steps need 32769 MiB, but compiled code can use 4096 MiB',
    );
  });
});

/** One program is one WebAssembly module. */
function countModules(run: () => void): number {
  const { Module } = engine;
  let count = 0;
  class Counted extends Module {
    constructor(bytes: Uint8Array<ArrayBuffer>) {
      super(bytes);
      count += 1;
    }
  }
  vi.stubGlobal('WebAssembly', Object.create(engine, { Module: { value: Counted } }));
  try {
    run();
  } finally {
    vi.unstubAllGlobals();
  }
  return count;
}

describe('one module', () => {
  const running = defineRecurrence({
    name: 'running',
    batchSize: 2,
    parameters: { p: [2] },
    inputs: { x: { shape: [2, 2], dtype: 'float' } },
    initial: () => ({ carry: { stack: zeros([2, capacity]) } }),
    step: ({ parameters, inputs, carry }) => {
      const pushed = sum(mul(inputs.x as Tensor, parameters.p as Tensor), 1, true);
      const stack = add(mul(0.5, carry.stack as Tensor), pushed);
      return { carry: { stack }, outputs: { loss: sum(stack) } };
    },
  });
  const recurrences: Readonly<Record<string, Recurrence>> = {
    'without tables': running,
    'with a table': attention({ batch: 2, batchSize: 2, size: 2 }),
    'with a table of growing entries': pushdownTable({ batch: 2, batchSize: 2, size: 1 }),
  };
  it.each(Object.entries(recurrences))('serves lengths from 40 to 400, %s', (_name, recurrence) => {
    const trainable = Object.keys(recurrence.parameters);
    const modules = countModules(() => {
      const { compiled, reference } = prepare(recurrence, trainable);
      for (const steps of [40, 400, 41, 137, 80]) {
        const run = { ...randomRun(recurrence, steps, steps), outputs: [] };
        const result = compiled.gradients(run);
        // The reference is slow where every step sums over all earlier ones twice.
        if (steps > 150) continue;
        expect(differences(result, reference.gradients(run), { relative: 1e-3, absolute: 1e-4 })).toEqual([]);
      }
    });
    expect(modules).toBe(1);
  });
});

it('a table may hold more entries than the present run reads', () => {
  const plan = buildPlan(attention({ batch: 2, batchSize: 2 }), { trainable: [], outputs: ['h'] });
  const table = plan.buffers.find(({ name }) => name === 'table keys');
  expect(table?.sizes).not.toContain(entries);
  expect(plan.filledUp).toEqual([]);
});
