import { randomStream } from '@pushdown/core';
import {
  add,
  argMax,
  capacity,
  cast,
  concat,
  defineRecurrence,
  einsum,
  element,
  expandDims,
  fill,
  gather,
  linear,
  logSoftmax,
  mean,
  mul,
  oneHot,
  type Recurrence,
  type Run,
  reshape,
  sigmoid,
  sliceAxis,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  type Tensors,
  tanh,
  type UpdateDefinition,
  zeros,
} from '@pushdown/tensors';

/** A recurrence to try engines with, for a batch of any size. */
export interface Sample {
  readonly name: string;
  recurrence(batchSize: number): Recurrence;
  /** The same numbers at every call. */
  run(steps: number, batchSize: number): Run;
  /** Whether a run can go on from the state of another. */
  readonly continues: boolean;
}

/** Integers from 0 to 2 that look random. */
function symbolsOf(rows: number, batchSize: number): number[] {
  return Array.from({ length: rows * batchSize }, (_, index) => (index * index + index + rows) % 3);
}

const layer = (parameters: Tensors, name: string): { readonly weights: Tensor; readonly bias: Tensor } => ({
  weights: parameters[`${name}/weights`] as Tensor,
  bias: parameters[`${name}/bias`] as Tensor,
});

/** h_t = tanh(W [x_t ; h_{t−1}] + b), with a first state that is learned; the loss is that of a regression. */
const cell: Sample = {
  name: 'cell',
  continues: true,
  recurrence: (batchSize) =>
    defineRecurrence({
      name: 'cell',
      batchSize,
      parameters: { 'cell/weights': [7, 4], 'cell/bias': [4], first: [4] },
      inputs: { signal: { shape: [batchSize, 3], dtype: 'float' } },
      initial: ({ parameters }) => ({ carry: { hidden: add(zeros([batchSize, 4]), parameters.first as Tensor) } }),
      step: ({ parameters, inputs, carry }) => {
        const signal = inputs.signal as Tensor;
        const hidden = tanh(linear(concat([signal, carry.hidden as Tensor], 1), layer(parameters, 'cell')));
        const error = sub(sliceAxis(hidden, 1, 0, 3), mul(0.5, signal));
        return { carry: { hidden }, outputs: { loss: mean(square(error)), hidden } };
      },
    }),
  run(steps, batchSize) {
    const random = randomStream(steps, 'conformance/engine/signal');
    return {
      steps,
      inputs: { signal: Array.from({ length: steps * batchSize * 3 }, () => 2 * random.uniform() - 1) },
    };
  },
};

/**
 * A stack of vectors that holds as many as a run has steps, symbols from a table, a counter of whole numbers, a setting, and
 * an input that the initial state reads, so that outputs have a row more.
 */
const stack: Sample = {
  name: 'stack',
  continues: true,
  recurrence: (batchSize) =>
    defineRecurrence({
      name: 'stack',
      batchSize,
      parameters: {
        embedding: [3, 4],
        'actions/weights': [4, 3],
        'actions/bias': [3],
        'vector/weights': [4, 2],
        'vector/bias': [2],
        'classifier/weights': [2, 3],
        'classifier/bias': [3],
      },
      inputs: {
        symbols: { shape: [batchSize], dtype: 'int' },
        targets: { shape: [batchSize], dtype: 'int', initial: true },
      },
      settings: ['scale'],
      initial: ({ parameters, inputs, settings }) => ({
        carry: { elements: zeros([batchSize, capacity, 2]), count: fill([], 0, 'int') },
        outputs: predictions(parameters, zeros([batchSize, 2]), inputs, settings, fill([], 0, 'int')),
      }),
      step: ({ parameters, inputs, settings, carry }) => {
        const elements = carry.elements as Tensor;
        const symbol = gather(parameters.embedding as Tensor, inputs.symbols as Tensor); // [B, 4]
        const actions = softmax(linear(symbol, layer(parameters, 'actions')));
        const vector = sigmoid(linear(symbol, layer(parameters, 'vector')));
        const pushed = concat([expandDims(vector, 1), sliceAxis(elements, 1, 0, -1)], 1);
        const popped = concat([sliceAxis(elements, 1, 1), zeros([batchSize, 1, 2])], 1);
        const share = (way: number, outcome: Tensor): Tensor =>
          mul(reshape(element(actions, 1, way), [batchSize, 1, 1]), outcome);
        const next = add(add(share(0, pushed), share(1, popped)), share(2, elements));
        const count = add(carry.count as Tensor, fill([], 1, 'int'));
        return {
          carry: { elements: next, count },
          outputs: predictions(parameters, element(next, 1, 0), inputs, settings, count),
        };
      },
    }),
  run: (steps, batchSize) => ({
    steps,
    inputs: { symbols: symbolsOf(steps, batchSize), targets: symbolsOf(steps + 1, batchSize) },
    settings: { scale: 0.5 },
  }),
};

/** Probabilities of three symbols by the top of the stack. */
function predictions(parameters: Tensors, top: Tensor, inputs: Tensors, settings: Tensors, count: Tensor): Tensors {
  const logProbabilities = logSoftmax(linear(top, layer(parameters, 'classifier')));
  const right = mul(logProbabilities, oneHot(inputs.targets as Tensor, 3));
  return {
    loss: mul(settings.scale as Tensor, mul(-1, sum(right))),
    logProbabilities,
    predicted: argMax(logProbabilities, 1),
    count: cast(count, 'float'),
  };
}

/** A cell that reads all of its earlier states by how similar they are to the present one. */
const history: Sample = {
  name: 'history',
  continues: false,
  recurrence: (batchSize) =>
    defineRecurrence({
      name: 'history',
      batchSize,
      parameters: { embedding: [3, 4], 'cell/weights': [8, 4], 'cell/bias': [4] },
      inputs: { symbols: { shape: [batchSize], dtype: 'int' } },
      tables: { past: [batchSize, 4] },
      initial: () => ({ carry: { hidden: zeros([batchSize, 4]) } }),
      step: ({ parameters, inputs, carry, tables }) => {
        const symbol = gather(parameters.embedding as Tensor, inputs.symbols as Tensor);
        const own = tanh(linear(concat([symbol, carry.hidden as Tensor], 1), layer(parameters, 'cell')));
        const similarity = einsum('tbi,bi->tb', tables.past as Tensor, own);
        const hidden = tanh(add(own, mul(0.25, einsum('tb,tbi->bi', similarity, tables.past as Tensor))));
        return { carry: { hidden }, entries: { past: hidden }, outputs: { loss: mean(square(hidden)), hidden } };
      },
    }),
  run: (steps, batchSize) => ({ steps, inputs: { symbols: symbolsOf(steps, batchSize) } }),
};

export const samples: readonly Sample[] = [cell, stack, history];

/** Values on ±1 for all parameters of a recurrence; the same at every call. */
export function valuesFor({ parameters }: Recurrence): Readonly<Record<string, Float64Array>> {
  const random = randomStream(1, 'conformance/engine/parameters');
  return Object.fromEntries(
    Object.entries(parameters).map(([path, shape]) => [
      path,
      Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => 2 * random.uniform() - 1),
    ]),
  );
}

/** Gradient descent with momentum, which keeps a slot and reports the size of the gradient. */
export const momentum: UpdateDefinition = {
  name: 'momentum',
  settings: ['learningRate'],
  slots: ['velocity'],
  update({ parameters, gradients, slots, settings }) {
    const velocity = Object.fromEntries(
      Object.entries(gradients).map(([path, gradient]) => [
        path,
        add(mul(0.5, slots.velocity?.[path] as Tensor), gradient),
      ]),
    );
    const moved = (path: string, value: Tensor): Tensor =>
      sub(value, mul(settings.learningRate as Tensor, velocity[path] as Tensor));
    return {
      parameters: Object.fromEntries(Object.entries(parameters).map(([path, value]) => [path, moved(path, value)])),
      slots: { velocity },
      reports: {
        size: Object.values(gradients)
          .map((gradient) => sum(square(gradient)))
          .reduce(add, fill([], 0)),
      },
    };
  },
};
