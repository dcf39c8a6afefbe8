import {
  add,
  defineRecurrence,
  equal,
  expandDims,
  gather,
  type HostProduct,
  type HostProducts,
  logSoftmax,
  matMul,
  mul,
  type ProductOperand,
  type Recurrence,
  range,
  sum,
  type Tensor,
  tanh,
  where,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { compiledExecutor } from '../src/index.ts';
import { describeCompilation } from '../src/inspect/index.ts';
import { buildPlan } from '../src/plan/build.ts';
import { createProgram } from '../src/runtime/program.ts';
import { differences, fillParameters, randomRun } from './support/compare.ts';
import { updates } from './support/updates.ts';

interface Sizes {
  readonly batch: number;
  readonly size?: number;
  readonly symbols?: number;
}

/** An Elman network on words. Of what it multiplies only the classifier's products are large, and not in every step. */
function words({ batch, size = 112, symbols = 700 }: Sizes): Recurrence {
  return defineRecurrence({
    name: 'words',
    batchSize: batch,
    parameters: { vectors: [symbols, 32], input: [32, size], recurrent: [size, size], classifier: [size, symbols] },
    inputs: { symbols: { shape: [batch], dtype: 'int' }, targets: { shape: [batch], dtype: 'int' } },
    initial: () => ({ carry: { h: zeros([batch, size]) } }),
    step: ({ parameters, inputs, carry }) => {
      const { vectors, input, recurrent, classifier } = parameters as Record<string, Tensor>;
      const word = gather(vectors as Tensor, inputs.symbols as Tensor);
      const h = tanh(add(matMul(word, input as Tensor), matMul(carry.h as Tensor, recurrent as Tensor)));
      const logits = matMul(h, classifier as Tensor);
      const isTarget = equal(expandDims(inputs.targets as Tensor, -1), range(symbols));
      return {
        carry: { h },
        outputs: { loss: mul(sum(where(isTarget, logSoftmax(logits), 0)), -1 / batch), logits },
      };
    },
  });
}

const steps = 2;
const trainable = ['vectors', 'input', 'recurrent', 'classifier'];

/** Where the elements of an operand are, by the values of the labels. */
function strideOf({ axes }: ProductOperand, label: string): number {
  const place = axes.findIndex((axis) => axis.label === label);
  return place < 0 ? 0 : axes.slice(place + 1).reduce((stride, { allocated }) => stride * allocated, 1);
}

/** Sums term by term, in float64. */
function literal({ left, right, result }: HostProduct): void {
  const sides = [left, right, result];
  const axes = [...new Map(sides.flatMap((side) => side.axes.map((axis) => [axis.label, axis.size] as const)))];
  const sums = new Float64Array(result.values.length);
  const visit = (depth: number, a: number, b: number, c: number): void => {
    const [label, size] = axes[depth] as readonly [string, number];
    const [da, db, dc] = sides.map((side) => strideOf(side, label)) as [number, number, number];
    for (let index = 0; index < size; index++) {
      const [x, y, z] = [a + index * da, b + index * db, c + index * dc];
      if (depth < axes.length - 1) visit(depth + 1, x, y, z);
      else sums[z] = (sums[z] as number) + (left.values[x] as number) * (right.values[y] as number);
    }
  };
  visit(0, 0, 0, 0);
  result.values.set(sums);
}

function counting(): HostProducts & { readonly shapes: string[] } {
  const shapes: string[] = [];
  const shapeOf = ({ axes }: ProductOperand): string => axes.map(({ label, size }) => `${label}${size}`).join(' ');
  return {
    name: 'counting',
    shapes,
    multiply(product) {
      expect(product.result.axes.every(({ size, allocated }) => size === allocated)).toBe(true);
      shapes.push(`${shapeOf(product.left)} x ${shapeOf(product.right)} = ${shapeOf(product.result)}`);
      literal(product);
    },
  };
}

function pairOf(recurrence: Recurrence, seed: number) {
  const host = counting();
  const options = { trainable, update: updates.momentum.update };
  // Whatever the host leaves out is NaN.
  const theirs = compiledExecutor({ products: host, unwritten: Number.NaN }).prepare(recurrence, options);
  const own = compiledExecutor().prepare(recurrence, options);
  fillParameters([theirs, own], recurrence, seed);
  return { host, theirs, own };
}

describe('products that the host computes', () => {
  it.each([32, 30, 33])('give what the loops give, forward and backward, with a batch of %i', (batch) => {
    const { host, theirs, own } = pairOf(words({ batch }), batch);
    expect(theirs.executor).toBe('compiled-counting');
    const rows = 4 * Math.ceil(batch / 4);
    for (const length of [steps, 0]) {
      host.shapes.length = 0;
      const run = randomRun(words({ batch }), length, length, 700);
      expect(differences(theirs.forward(run), own.forward(run), { relative: 2e-6 })).toEqual([]);
      const forward = `a${length} b112 c${rows} x b112 d700 = a${length} d700 c${rows}`;
      expect(host.shapes).toEqual([forward]);
      expect(differences(theirs.gradients(run), own.gradients(run), { relative: 1e-5 })).toEqual([]);
      expect(host.shapes.slice(1)).toEqual([
        forward,
        `a${length} b700 c${rows} x d112 b700 = a${length} d112 c${rows}`,
        // Over all steps and sequences, those left out that only fill up a row.
        `a${length} b700 c${batch} x a${length} d112 c${batch} = d112 b700`,
      ]);
    }
  });

  it('train as the loops do', () => {
    const recurrence = words({ batch: 32 });
    const { host, theirs, own } = pairOf(recurrence, 1);
    for (let step = 1; step <= 2; step++) {
      const run = { ...randomRun(recurrence, steps, step, 700), outputs: [] };
      const settings = { learningRate: 0.01, step };
      expect(differences(theirs.train(run, settings), own.train(run, settings), { relative: 2e-5 })).toEqual([]);
    }
    expect(host.shapes).toHaveLength(6);
  });
});

describe('what stays in the code', () => {
  it.each([
    ['a classifier of few symbols', { batch: 32, symbols: 60 }],
    ['a few sequences', { batch: 4 }],
    // Twenty multiply-adds for each number that would be moved.
    ['a classifier of few units', { batch: 32, size: 16, symbols: 6000 }],
  ])('%s', (_label, options) => {
    expect(hostLines(words(options), {})).toEqual([]);
  });

  it('everything, where the pass is off or there is no host', () => {
    const recurrence = words({ batch: 32 });
    expect(hostLines(recurrence, {})).toHaveLength(3);
    expect(hostLines(recurrence, { passes: { products: false } })).toEqual([]);
    expect(hostLines(recurrence, { hostProducts: false })).toEqual([]);
    const bytes = (options: object): number =>
      createProgram(buildPlan(recurrence, { trainable, outputs: [], ...options }), {}).codeBytes;
    expect(bytes({ hostProducts: true, passes: { products: false } })).toBe(bytes({}));
    expect(bytes({ hostProducts: true })).toBeLessThan(bytes({}));
  });
});

function hostLines(recurrence: Recurrence, options: object): string[] {
  const { stages } = describeCompilation(recurrence, {
    trainable,
    outputs: [],
    steps,
    hostProducts: true,
    ...options,
  });
  const nests = stages.find(({ name }) => name === 'nests')?.text ?? '';
  return nests.split('\n').filter((line) => line.includes('by the host: for'));
}

describe('a host', () => {
  it('that fails ends the run with its error, and the next run is whole', () => {
    const recurrence = words({ batch: 32 });
    const host = counting();
    let fails = true;
    const failing: HostProducts = {
      name: 'failing',
      multiply(product) {
        if (fails) throw new RangeError('no memory left');
        host.multiply(product);
      },
    };
    const theirs = compiledExecutor({ products: failing }).prepare(recurrence, {
      trainable,
      update: updates.momentum.update,
    });
    const own = compiledExecutor().prepare(recurrence, { trainable, update: updates.momentum.update });
    fillParameters([theirs, own], recurrence, 3);
    const run = { ...randomRun(recurrence, steps, 1, 700), outputs: [] };
    expect(() => theirs.train(run, { learningRate: 0.1, step: 1 })).toThrow('no memory left');
    expect(theirs.readParameter('classifier')).toEqual(own.readParameter('classifier'));
    fails = false;
    expect(differences(theirs.gradients(run), own.gradients(run), { relative: 1e-5 })).toEqual([]);
  });

  it('is loaded by the engine that it multiplies for', async () => {
    let loads = 0;
    const products: HostProducts = { ...counting(), load: async () => void loads++ };
    await compiledExecutor({ products }).load?.();
    expect(loads).toBe(1);
    expect(compiledExecutor({ products: counting() }).load).toBeUndefined();
  });
});
