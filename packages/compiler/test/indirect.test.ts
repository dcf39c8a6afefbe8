import {
  add,
  argMax,
  broadcastTo,
  capacity,
  cast,
  defineRecurrence,
  einsum,
  expandDims,
  gather,
  logSoftmax,
  mul,
  oneHot,
  type Recurrence,
  reshape,
  sliceAxis,
  square,
  sum,
  type Tensor,
  tanh,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { CompileError } from '../src/index.ts';
import { buildPlan } from '../src/inspect/index.ts';
import { differences, randomRun } from './support/compare.ts';
import { check, checkTraining, prepare, tolerance } from './support/pair.ts';
import { updates } from './support/updates.ts';

/** A network that reads words by their embeddings. */
function embedding(batch: number, vocabulary: number, batchSize?: number): Recurrence {
  return defineRecurrence({
    name: 'embedding',
    ...(batchSize === undefined ? {} : { batchSize }),
    parameters: { words: [vocabulary, 6], weights: [6, 6], classifier: [6, 3] },
    inputs: { symbols: { shape: [batch], dtype: 'int' }, targets: { shape: [batch], dtype: 'int' } },
    initial: () => ({ carry: { h: zeros([batch, 6]) } }),
    step: ({ parameters, inputs, carry }) => {
      const word = gather(parameters.words as Tensor, inputs.symbols as Tensor);
      const h = tanh(add(word, einsum('bi,io->bo', carry.h as Tensor, parameters.weights as Tensor)));
      const scores = logSoftmax(einsum('bi,io->bo', h, parameters.classifier as Tensor));
      const wanted = oneHot(cast(mul(0.25, cast(inputs.targets as Tensor, 'float')), 'int'), 3);
      return { carry: { h }, outputs: { h, loss: mul(sum(mul(scores, wanted)), -1 / batch) } };
    },
  });
}
const trainable = ['words', 'weights', 'classifier'];

describe.each([1, 3, 4, 10, 37, undefined])('embeddings of 10,000 words (batch of %s)', (batch) => {
  const recurrence = embedding(batch ?? 5, 10_000, batch);
  it('agree with the reference', () => {
    const pair = prepare(recurrence, trainable);
    for (const steps of [7, 0, 2]) {
      const run = { ...randomRun(recurrence, steps, 5, 10_000), keepCarry: true };
      expect(differences(pair.compiled.gradients(run), pair.reference.gradients(run), tolerance)).toEqual([]);
    }
  });
  it('add up what equal words get, at any step and in any sequence', () => {
    const pair = prepare(recurrence, trainable);
    check(pair, recurrence, 6);
  });
  it('learn as in the reference', () => {
    checkTraining(recurrence, trainable, updates.adam, (step) => randomRun(recurrence, 4, step % 3, 12));
  });
});

it('rows are read and added to in place, without products over the vocabulary', () => {
  const plan = buildPlan(embedding(10, 10_000, 10), { trainable, outputs: [] });
  expect(plan.batchSize).toBe(10);
  const indirect = Object.values(plan.sections)
    .flat()
    .filter(({ indirection }) => indirection !== undefined);
  expect(indirect.map(({ name }) => name)).toEqual(['gather', 'scatterAdd']);
  // All embeddings are found before the loop, and all their gradients are added up after it.
  expect(plan.sections.before).toContain(indirect[0]);
  expect(plan.sections.late).toContain(indirect[1]);
});

describe('a table that is made of parameters', () => {
  const recurrence = defineRecurrence({
    name: 'made',
    batchSize: 5,
    parameters: { words: [500, 4], scale: [], projection: [4, 3], unit: [3] },
    inputs: { symbols: { shape: [5], dtype: 'int' } },
    initial: () => ({ carry: { h: zeros([5, 3]) } }),
    step: ({ parameters, inputs, carry }) => {
      const scaled = mul(parameters.words as Tensor, parameters.scale as Tensor);
      const table = mul(tanh(einsum('vi,io->vo', scaled, parameters.projection as Tensor)), parameters.unit as Tensor);
      const h = tanh(add(gather(table, inputs.symbols as Tensor), carry.h as Tensor));
      return { carry: { h }, outputs: { loss: mul(sum(square(h)), 0.2) } };
    },
  });
  const names = Object.keys(recurrence.parameters);

  it('agrees with the reference', () => {
    const { compiled, reference } = prepare(recurrence, names);
    for (const steps of [6, 0, 3]) {
      const run = randomRun(recurrence, steps, 4, 500);
      expect(differences(compiled.gradients(run), reference.gradients(run), tolerance)).toEqual([]);
    }
    checkTraining(recurrence, names, updates.momentum, (step) => randomRun(recurrence, 4, step, 30));
  });

  it('gets its gradient once, not once a step', () => {
    const { buffers } = buildPlan(recurrence, { trainable: names, outputs: [] });
    const perStep = buffers.filter(({ slots, sizes }) => slots !== 'one' && sizes.includes(500));
    expect(perStep).toEqual([]);
  });
});

it('equal runs have equal gradients, bit by bit', () => {
  const recurrence = embedding(10, 5, 10);
  const { compiled } = prepare(recurrence, trainable);
  const run = randomRun(recurrence, 30, 1, 5);
  expect(compiled.gradients(run).gradients.words).toEqual(compiled.gradients(run).gradients.words);
});

it('rows may be those of a state, and their number the capacity', () => {
  const recurrence = defineRecurrence({
    name: 'rows of a state',
    parameters: { start: [3] },
    inputs: { x: { shape: [2], dtype: 'float' }, places: { shape: [4], dtype: 'int' } },
    initial: ({ parameters }) => ({
      carry: { memory: broadcastTo(reshape(parameters.start as Tensor, [1, 3]), [capacity, 3]) },
    }),
    step: ({ inputs, carry }) => {
      const memory = carry.memory as Tensor;
      const moved = mul(memory, expandDims(sliceAxis(tanh(inputs.x as Tensor), 0, 0, 1), 1));
      const read = gather(moved, inputs.places as Tensor);
      return { carry: { memory: moved }, outputs: { read, best: argMax(read, 1), loss: sum(square(moved)) } };
    },
  });
  const { compiled, reference } = prepare(recurrence, []);
  for (const size of [4, 9]) {
    const run = { ...randomRun(recurrence, 3, 2), capacity: size };
    expect(differences(compiled.forward(run), reference.forward(run), tolerance)).toEqual([]);
  }
});

describe('an index outside its table', () => {
  it.each([1, 5, 10])('is the error of the reference (batch of %i)', (batch) => {
    const recurrence = embedding(batch, 7, batch);
    const { compiled, reference } = prepare(recurrence, trainable, updates.momentum.update);
    const good = randomRun(recurrence, 4, 3, 7);
    for (const wrong of [7, -1, 1e9, -1e9, Number.NaN]) {
      const symbols = Array.from(good.inputs.symbols as ArrayLike<number>);
      symbols[symbols.length - 2] = wrong;
      // A later one is not what is reported.
      symbols[symbols.length - 1] = 8;
      const run = { ...good, inputs: { ...good.inputs, symbols } };
      for (const execution of [compiled, reference]) {
        const before = execution.readParameter('words');
        const message = `gather: index ${wrong} is outside a table of 7 rows`;
        expect(() => execution.forward(run)).toThrow(message);
        expect(() => execution.gradients(run)).toThrow(message);
        expect(() => execution.train(run, { learningRate: 1 })).toThrow(message);
        expect(execution.readParameter('words')).toEqual(before);
      }
    }
    expect(differences(compiled.gradients(good), reference.gradients(good), tolerance)).toEqual([]);
  });
});

it('a table of more rows than float32 tells apart is refused', () => {
  expect(() => buildPlan(embedding(1, 2 ** 24 + 1, 1), { trainable: [], outputs: ['h'] })).toThrow(CompileError);
});
