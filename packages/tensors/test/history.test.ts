import {
  add,
  capacity,
  concat,
  defineRecurrence,
  einsum,
  entries,
  exp,
  extend,
  mul,
  type Recurrence,
  referenceExecutor,
  reshape,
  type Shape,
  sum,
  type Tensor,
  tanh,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, test } from 'vitest';
import { expectClose } from './close.ts';
import { runDifferences } from './recurrence-differences.ts';
import { irregular } from './single-step.ts';

const steps = 5;
const inputs = { x: irregular(steps * 2, -1, 1, 3) };
const run = { steps, inputs };
const row = (step: number): number[] => inputs.x.slice(step * 2, step * 2 + 2);
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, index) => total + value * (b[index] as number), 0);

/** Losses by step, and gradients against finite differences. */
function check(
  recurrence: Recurrence,
  parameters: Readonly<Record<string, number[]>>,
  losses: readonly number[],
): void {
  const execution = referenceExecutor().prepare(recurrence, { trainable: Object.keys(parameters) });
  for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
  const { outputs, gradients } = execution.gradients(run);
  expectClose({ loss: outputs.loss?.values ?? [] }, { loss: losses }, 1e-14);
  expectClose(gradients, runDifferences(execution, run, Object.keys(parameters)), 1e-7);
}

describe('entries of constant shape: attention over all earlier entries', () => {
  const query = [0.7, -0.4];
  const gain = [1.2, 0.6];

  // key_t = tanh(gain · (x_t + hidden_{t−1})); hidden_t = Σ_{s<t} e^{query · key_s + x_t[0]} key_s + x_t
  const recurrence = defineRecurrence({
    name: 'attention',
    parameters: { query: [2], gain: [2] },
    inputs: { x: { shape: [2], dtype: 'float' } },
    tables: { keys: [2] },
    initial: () => ({ carry: { hidden: zeros([2]) } }),
    step({ parameters, inputs: { x }, carry, tables }) {
      const keys = tables.keys as Tensor;
      const scores = add(
        einsum('nk,k->n', keys, parameters.query as Tensor),
        sum(einsum('k,k->k', x as Tensor, x as Tensor)),
      );
      const hidden = add(einsum('n,nk->k', exp(scores), keys), x as Tensor);
      const key = tanh(mul(parameters.gain as Tensor, add(x as Tensor, carry.hidden as Tensor)));
      return { carry: { hidden: tanh(hidden) }, outputs: { loss: sum(mul(hidden, hidden)) }, entries: { keys: key } };
    },
  });

  test('equals the literal loop, with gradients', () => {
    const keys: number[][] = [];
    const losses: number[] = [];
    let hidden = [0, 0];
    for (let step = 0; step < steps; step++) {
      const x = row(step);
      const raw = [...x];
      for (const key of keys) {
        const weight = Math.exp(dot(query, key) + dot(x, x));
        for (const [unit, value] of key.entries()) raw[unit] = (raw[unit] as number) + weight * value;
      }
      losses.push(dot(raw, raw));
      keys.push(x.map((value, unit) => Math.tanh((gain[unit] as number) * (value + (hidden[unit] as number)))));
      hidden = raw.map(Math.tanh);
    }
    check(recurrence, { query, gain }, losses);
  });
});

describe('growing entries: a triangular table', () => {
  const decay = [0.6];
  const input = [0.9, -0.5];

  // T_t[i] for i ≤ t: T_t[i] = decay · Σ_{i ≤ s < t} T_s[i] · tanh(u_t) + [i = t] · u_t, where u_t = input · x_t.
  const recurrence = defineRecurrence({
    name: 'triangle',
    parameters: { decay: [], input: [2] },
    inputs: { x: { shape: [2], dtype: 'float' } },
    tables: { paths: [extend(entries, 1)] },
    initial: () => ({ carry: {} }),
    step({ parameters, inputs: { x }, tables }) {
      const u = sum(mul(parameters.input as Tensor, x as Tensor));
      const earlier = mul(mul(parameters.decay as Tensor, tanh(u)), sum(tables.paths as Tensor, 0));
      const paths = concat([earlier, reshape(u, [1])]);
      return { carry: {}, outputs: { loss: sum(mul(paths, paths)) }, entries: { paths } };
    },
  });

  test('equals the literal loop, with gradients', () => {
    const table: number[][] = [];
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) {
      const u = dot(input, row(step));
      const entry = Array.from({ length: step + 1 }, (_, place) => {
        if (place === step) return u;
        const earlier = table.reduce((total, other) => total + (other[place] ?? 0), 0);
        return (decay[0] as number) * Math.tanh(u) * earlier;
      });
      table.push(entry);
      losses.push(dot(entry, entry));
    }
    check(recurrence, { decay, input }, losses);
  });
});

// What a step sees of a table: entries 1, 2, … of growing or constant shape, read as a block filled up with zeros.
function seen(entry: Shape, value: (table: Tensor) => Tensor): Recurrence {
  return defineRecurrence({
    name: 'reader',
    parameters: {},
    inputs: { x: { shape: [], dtype: 'float' } },
    tables: { history: entry },
    initial: () => ({ carry: {} }),
    step: ({ inputs: { x }, tables }) => ({
      carry: {},
      outputs: { block: value(tables.history as Tensor) },
      entries: { history: mul(add(zeros(entry), 1), x as Tensor) },
    }),
  });
}
const block = (recurrence: Recurrence): number[] => {
  const { outputs } = referenceExecutor()
    .prepare(recurrence)
    .forward({ steps: 3, inputs: { x: [1, 2, 3] }, capacity: 4 });
  return [...(outputs.block?.values.slice(-8) ?? [])];
};

test('the first step sees no entry', () => {
  const sums = block(seen([2], (table) => sum(table)));
  expect(sums).toEqual([0, 2, 6]);
});

test('earlier entries are filled up with zeros to the size of the latest', () => {
  const rows = (table: Tensor): Tensor => {
    return concat([reshape(sum(table), [1]), reshape(sum(mul(table, table)), [1])]);
  };
  // Last step: [1, 0], [2, 2]: sum 5, squares 9.
  expect(block(seen([extend(entries, 1)], rows)).slice(-2)).toEqual([5, 9]);
});

test('entries may have the size capacity', () => {
  expect(block(seen([capacity], (table) => sum(table)))).toEqual([0, 4, 12]);
});

test('a table of zero steps is never read', () => {
  const execution = referenceExecutor().prepare(seen([2], (table) => sum(table)));
  expect(execution.forward({ steps: 0, inputs: { x: [] } }).outputs.block?.shape).toEqual([0]);
});

test('sums of gradients over many readings are rounded as every other result', () => {
  const recurrence = defineRecurrence({
    name: 'sums',
    parameters: { weight: [] },
    inputs: { read: { shape: [], dtype: 'float' }, write: { shape: [], dtype: 'float' } },
    tables: { history: [] },
    initial: () => ({ carry: {} }),
    step: ({ parameters, inputs: { read, write }, tables }) => ({
      carry: {},
      outputs: { loss: mul(sum(tables.history as Tensor), read as Tensor) },
      entries: { history: mul(parameters.weight as Tensor, write as Tensor) },
    }),
  });
  const execution = referenceExecutor({ format: 'bfloat16' }).prepare(recurrence, { trainable: ['weight'] });
  // Only the first entry counts. Its gradient is added up from the last step on: 256 + 1 + 1. bfloat16 has 256 and 258,
  // but no 257, so that each 1 is lost.
  const { gradients } = execution.gradients({ steps: 4, inputs: { read: [0, 1, 1, 256], write: [1, 0, 0, 0] } });
  expect(gradients.weight?.[0]).toBe(256);
});

test.each<[string, () => unknown, string]>([
  [
    'an entry of size entries, which the first reading would make negative',
    () => seen([entries], (table) => sum(table)),
    'reader: entries of the table "history" have the shape [entries]; a growing size is at least entries+1',
  ],
  [
    'an output that grows with the steps',
    () => seen([2], (table) => sum(table, 1)),
    'reader: the output "block" has the shape [entries], which grows with every step; only the entries of a table may',
  ],
])('%s is refused', (_name, define, message) => {
  expect(define).toThrow(message);
});

test('a recurrence with tables cannot continue from a carry', () => {
  const execution = referenceExecutor().prepare(seen([2], (table) => sum(table)));
  expect(() => execution.forward({ steps: 1, inputs: { x: [1] }, carry: {} })).toThrow(
    'reader: a recurrence with history tables cannot continue from a carried state',
  );
});
