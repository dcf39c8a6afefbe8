import {
  add,
  capacity,
  concat,
  type Dimension,
  defineRecurrence,
  div,
  type Execution,
  entries,
  expandDims,
  extend,
  gather,
  mul,
  type Recurrence,
  type RunResult,
  sliceAxis,
  square,
  sum,
  type Tensor,
  tanh,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { compiledExecutor } from '../src/index.ts';
import { buildPlan } from '../src/inspect/index.ts';
import type { Plan } from '../src/plan/plan.ts';
import { layOut } from '../src/runtime/memory-layout.ts';
import { differences, fillParameters, randomRun } from './support/compare.ts';
import { prepare } from './support/pair.ts';
import { attention, pushdownTable } from './support/tables.ts';

/** Sums over all earlier steps collect their rounding errors too. */
const tolerance = { relative: 2e-5, absolute: 5e-6 };

function planOf(recurrence: Recurrence, turns = true): Plan {
  const trainable = Object.keys(recurrence.parameters);
  return buildPlan(recurrence, { trainable, outputs: ['reading'], passes: { turns } });
}

/** A step that keeps the words of its past in entries that grow, and has a loss of the readings [batch, 2]. */
function diary(batch: number, lossOf: (reading: Tensor, words: Tensor) => Tensor): Recurrence {
  return defineRecurrence({
    name: 'diary',
    batchSize: batch,
    parameters: { words: [4, 2], scale: [2] },
    inputs: { symbols: { shape: [batch], dtype: 'int' }, x: { shape: [batch, 2], dtype: 'float' } },
    tables: { pages: [extend(entries, 1), batch, 2] },
    initial: () => ({ carry: {} }),
    step: ({ parameters, inputs, tables }) => {
      const word = add(
        gather(parameters.words as Tensor, inputs.symbols as Tensor),
        mul(inputs.x as Tensor, parameters.scale as Tensor),
      );
      const kept = mul(0.5, tanh(sum(tables.pages as Tensor, 0)));
      const pages = concat([kept, expandDims(word, 0)], 0);
      const reading = tanh(sum(pages, 0));
      return { carry: {}, outputs: { reading, loss: lossOf(reading, word) }, entries: { pages } };
    },
  });
}

/** A step that adds what it reads to a state of so many numbers, or of as many as the run has steps. */
function ledger(batch: number, size: Dimension): Recurrence {
  return defineRecurrence({
    name: 'ledger',
    batchSize: batch,
    parameters: { scale: [2] },
    inputs: { x: { shape: [batch, 2], dtype: 'float' } },
    initial: () => ({ carry: { pages: zeros([batch, size]) } }),
    step: ({ parameters, inputs, carry }) => {
      const word = tanh(mul(inputs.x as Tensor, parameters.scale as Tensor));
      const pages = add(mul(0.5, carry.pages as Tensor), expandDims(sum(word, 1), 1));
      const reading = mul(word, expandDims(sum(sliceAxis(pages, 1, 0, 8), 1), 1));
      return { carry: { pages }, outputs: { reading, loss: mean(reading) } };
    },
  });
}

const mean = (reading: Tensor): Tensor => mul(sum(square(reading)), 0.1);

describe('sequences that take turns', () => {
  it.each([5, 6, 8, 10, 13])('yield what %i sequences together yield', (batch) => {
    const recurrence = pushdownTable({ batch, batchSize: batch });
    expect(planOf(recurrence).laneCount).toBe(4);
    const trainable = Object.keys(recurrence.parameters);
    const together = compiledExecutor({ passes: { turns: false } }).prepare(recurrence, { trainable });
    const { compiled, reference } = prepare(recurrence, trainable);
    fillParameters([together], recurrence, 3);
    for (const steps of [4, 1, 0, 7]) {
      const run = { ...randomRun(recurrence, steps, 5 + steps), keepCarry: true };
      const [actual, expected] = [compiled.gradients(run), reference.gradients(run)];
      expect(differences(actual, expected, tolerance)).toEqual([]);
      // What is computed for a sequence alone is the same to the last bit; only sums over sequences have another order.
      const whole = together.gradients(run);
      expect([actual.carry, actual.outputs.reading]).toEqual([whole.carry, whole.outputs.reading]);
      const [forward, wholeForward] = [compiled.forward(run), together.forward(run)];
      expect([forward.carry, forward.outputs.reading]).toEqual([wholeForward.carry, wholeForward.outputs.reading]);
    }
  });

  it('need the memory of four of them', () => {
    const recurrence = pushdownTable({ batch: 12, batchSize: 12 });
    const bytes = (turns: boolean): number => layOut(planOf(recurrence, turns), 0, { steps: 200, capacity: 1 }).bytes;
    expect(bytes(true) / bytes(false)).toBeLessThan(0.34);
  });

  it('share sums over all of them, and what is proportional to those', () => {
    const names = [...planOf(pushdownTable({ batch: 10, batchSize: 10 })).shares].map(({ name }) => name);
    expect(names).toContain('output loss');
    expect(names.filter((name) => name.startsWith('sum of'))).toHaveLength(3);
  });

  it('are as many as fill a register, and entries that grow are what they are for', () => {
    expect(planOf(pushdownTable({ batch: 4, batchSize: 4 })).shares.size).toBe(0);
    const recurrence = attention({ batch: 8, batchSize: 8 });
    expect(buildPlan(recurrence, { trainable: ['key'], outputs: [] }).laneCount).toBe(8);
  });

  it('are some registers of them where a batch has more, fewer where a state grows', () => {
    const rows = (size: Dimension): number[] =>
      [16, 32, 40, 48, 64, 96].map((batch) => planOf(ledger(batch, size)).laneCount);
    expect(rows(8)).toEqual([16, 16, 40, 16, 32, 32]);
    expect(rows(capacity)).toEqual([16, 16, 40, 16, 16, 16]);
    expect(planOf(ledger(64, 8), false).laneCount).toBe(64);
  });

  it.each([
    [48, 8],
    [64, 8],
    [48, capacity],
  ] as const)('yield, of a batch of %i, what all of them together yield', (batch, size) => {
    const recurrence = ledger(batch, size);
    const { compiled, reference } = prepare(recurrence, Object.keys(recurrence.parameters));
    for (const steps of [9, 8, 12]) {
      const run = { ...randomRun(recurrence, steps, steps), keepCarry: true };
      expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
      expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
    }
  });

  it('go on from large states', () => {
    const recurrence = ledger(8, 17_000);
    expect(planOf(recurrence).laneCount).toBe(4);
    expect(planOf(ledger(8, 16_000)).laneCount).toBe(8);
    const { compiled, reference } = prepare(recurrence, Object.keys(recurrence.parameters));
    const resultsOf = (execution: Execution): RunResult[] => {
      const first = execution.gradients({ ...randomRun(recurrence, 2, 1), keepCarry: true });
      const run = { ...randomRun(recurrence, 3, 2), keepCarry: true, carry: first.carry ?? {} };
      return [first, execution.gradients(run), execution.forward(run)];
    };
    const expected = resultsOf(reference);
    for (const [index, result] of resultsOf(compiled).entries())
      expect(differences(result, expected[index] as RunResult, tolerance)).toEqual([]);
  });

  it('do not with a sum over all of them in a state', () => {
    const recurrence = defineRecurrence({
      name: 'account',
      batchSize: 8,
      parameters: { scale: [2] },
      inputs: { x: { shape: [8, 2], dtype: 'float' } },
      initial: () => ({ carry: { pages: zeros([8, 17_000]), total: zeros([]) } }),
      step: ({ parameters, inputs, carry }) => {
        const pages = add(mul(0.5, carry.pages as Tensor), expandDims(sum(inputs.x as Tensor, 1), 1));
        const reading = mul(inputs.x as Tensor, parameters.scale as Tensor);
        const total = add(carry.total as Tensor, sum(reading));
        return { carry: { pages, total }, outputs: { reading, loss: mul(0.1, total) } };
      },
    });
    expect(planOf(recurrence).laneCount).toBe(8);
    const { compiled, reference } = prepare(recurrence, ['scale']);
    const first = { ...randomRun(recurrence, 2, 1), keepCarry: true };
    const { carry = {} } = reference.forward(first);
    const run = { ...randomRun(recurrence, 3, 2), keepCarry: true, carry };
    for (const given of [first, run])
      expect(differences(compiled.gradients(given), reference.gradients(given), tolerance)).toEqual([]);
  });

  it('add to rows that their symbols choose, where they fill all registers', () => {
    expect(planOf(diary(8, mean)).laneCount).toBe(4);
    expect(planOf(diary(10, mean)).laneCount).toBe(12);
    for (const batch of [8, 10]) checkGradients(diary(batch, mean));
  });

  const together: Readonly<Record<string, (reading: Tensor, words: Tensor) => Tensor>> = {
    'a loss that is no sum of theirs': (reading) => square(sum(reading)),
    'a loss divided by what all of them have': (reading, words) =>
      div(sum(square(reading)), add(1, sum(square(words)))),
    'a loss with something of its own': (reading) => add(mean(reading), 1),
    'a reading compared with that of all': (reading) => sum(square(add(reading, mul(-0.1, sum(reading, 0))))),
  };
  it.each(Object.entries(together))('do not with %s', (_name, lossOf) => {
    const recurrence = diary(8, lossOf);
    expect(planOf(recurrence).shares.size).toBe(0);
    checkGradients(recurrence);
  });
});

function checkGradients(recurrence: Recurrence): void {
  const { compiled, reference } = prepare(recurrence, Object.keys(recurrence.parameters));
  for (const steps of [3, 1, 6]) {
    const run = randomRun(recurrence, steps, steps);
    expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
  }
}
