import {
  add,
  capacity,
  cast,
  concat,
  defineRecurrence,
  einsum,
  fill,
  gather,
  linear,
  mul,
  type Recurrence,
  sigmoid,
  slice,
  square,
  squeeze,
  sum,
  type Tensor,
  tanh,
  type UpdateDefinition,
} from '@pushdown/tensors';

export const batchSize = 2;

/** A small network with all that engines have to keep: states, one of them of size capacity, a table that grows, a setting. */
export const network: Recurrence = defineRecurrence({
  name: 'network',
  batchSize,
  parameters: { embedding: [3, 4], weights: [8, 4], bias: [4], unused: [2] },
  inputs: { symbols: { shape: [batchSize], dtype: 'int' } },
  settings: ['scale'],
  tables: { history: [batchSize, 4] },
  initial: ({ parameters }) => ({
    carry: {
      hidden: add(fill([batchSize, 4], 0), parameters.bias as Tensor),
      memory: fill([batchSize, capacity], 0.5),
      count: fill([], 0, 'int'),
    },
  }),
  step: ({ parameters, inputs, carry, tables, settings }) => {
    const x = gather(parameters.embedding as Tensor, inputs.symbols as Tensor);
    const before = carry.hidden as Tensor;
    const joined = concat([x, before], 1);
    const layer = { weights: parameters.weights as Tensor, bias: parameters.bias as Tensor };
    const own = tanh(linear(joined, layer));
    const past = einsum('tbi,bi->b', tables.history as Tensor, own);
    const hidden = add(own, mul(0.1, einsum('b,bi->bi', past, own)));
    const level = sigmoid(sum(hidden, 1, true));
    const memory = mul(carry.memory as Tensor, level);
    const loss = mul(settings.scale as Tensor, add(sum(square(hidden)), sum(memory)));
    return {
      carry: { hidden, memory, count: add(carry.count as Tensor, fill([], 1, 'int')) },
      entries: { history: hidden },
      outputs: { loss, hidden, count: cast(carry.count as Tensor, 'float') },
    };
  },
});

/** Rows of a table chosen by an input that need not be in it, and a slice that needs a capacity of three. */
export const fallible: Recurrence = defineRecurrence({
  name: 'fallible',
  parameters: { table: [3, 2] },
  inputs: { index: { shape: [1], dtype: 'int' } },
  initial: () => ({ carry: { memory: fill([capacity], 1) } }),
  step: ({ parameters, inputs, carry }) => {
    const row = squeeze(gather(parameters.table as Tensor, inputs.index as Tensor), 0);
    const memory = carry.memory as Tensor;
    return { carry: { memory }, outputs: { loss: add(sum(row), sum(slice(memory, [0], [3]))) } };
  },
});

/** Momentum, with a report, which also exchanges nothing but what it computed: next values are states of others. */
export const momentum: UpdateDefinition = {
  name: 'momentum',
  settings: ['learningRate'],
  slots: ['velocity'],
  update: ({ parameters, gradients, slots, settings }) => {
    const velocity = Object.fromEntries(
      Object.entries(gradients).map(([path, gradient]) => [
        path,
        add(mul(0.9, slots.velocity?.[path] as Tensor), gradient),
      ]),
    );
    return {
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([path, value]) => [
          path,
          add(value, mul(-1, mul(settings.learningRate as Tensor, velocity[path] as Tensor))),
        ]),
      ),
      slots: { velocity },
      reports: { norm: sum(square(gradients.bias as Tensor)) },
    };
  },
};

/** Exchanges two parameters, which are next values as they are. */
export const exchange: UpdateDefinition = {
  name: 'exchange',
  settings: [],
  slots: [],
  update: ({ parameters: { first, second } }) => ({
    parameters: { first: second as Tensor, second: first as Tensor },
    slots: {},
  }),
};

/** What `exchange` acts on. */
export const pair: Recurrence = defineRecurrence({
  name: 'pair',
  parameters: { first: [2], second: [2] },
  inputs: {},
  initial: ({ parameters }) => ({ carry: { kept: parameters.first as Tensor } }),
  step: ({ parameters, carry }) => ({
    // The state is a parameter, and then a state, unchanged.
    carry: { kept: carry.kept as Tensor },
    outputs: { loss: sum(mul(parameters.second as Tensor, carry.kept as Tensor)), kept: carry.kept as Tensor },
  }),
});
