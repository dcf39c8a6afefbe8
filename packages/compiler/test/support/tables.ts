import {
  add,
  capacity,
  concat,
  defineRecurrence,
  einsum,
  element,
  entries,
  exp,
  expandDims,
  extend,
  linear,
  mul,
  pad,
  type Recurrence,
  reshape,
  sigmoid,
  sliceAxis,
  softmax,
  square,
  sum,
  type Tensor,
  tanh,
  zeros,
} from '@pushdown/tensors';

export interface TableSizes {
  readonly batch: number;
  /** Without it, engines do not know that the first axis is a batch. */
  readonly batchSize?: number;
  readonly size?: number;
}

function batched({ batchSize }: TableSizes): { readonly batchSize?: number } {
  return batchSize === undefined ? {} : { batchSize };
}

/** A network that attends to all its earlier states; keys and values are entries of two tables. */
export function attention(sizes: TableSizes): Recurrence {
  const { batch, size = 4 } = sizes;
  return defineRecurrence({
    name: 'attention',
    ...batched(sizes),
    parameters: { input: [3, size], recurrent: [size, size], query: [size, size], key: [size, size], scale: [] },
    inputs: { x: { shape: [batch, 3], dtype: 'float' } },
    tables: { keys: [batch, size], states: [batch, size] },
    initial: () => ({ carry: { h: zeros([batch, size]) } }),
    step: ({ parameters, inputs, carry, tables }) => {
      const [keys, states] = [tables.keys as Tensor, tables.states as Tensor];
      const query = einsum('bi,io->bo', carry.h as Tensor, parameters.query as Tensor);
      const weights = softmax(mul(einsum('ebi,bi->be', keys, query), parameters.scale as Tensor));
      const reading = einsum('be,ebi->bi', weights, states);
      const signal = linear(inputs.x as Tensor, { weights: parameters.input as Tensor });
      const h = tanh(add(signal, einsum('bi,io->bo', add(reading, carry.h as Tensor), parameters.recurrent as Tensor)));
      return {
        carry: { h },
        outputs: { h, loss: mul(sum(square(h)), 1 / batch) },
        entries: { keys: einsum('bi,io->bo', h, parameters.key as Tensor), states: h },
      };
    },
  });
}

/** A network whose only state is the newest entry of a table; before the first step there is none, and zeros stand for it. */
export function newestEntry(sizes: TableSizes): Recurrence {
  const { batch, size = 4 } = sizes;
  return defineRecurrence({
    name: 'newest entry',
    ...batched(sizes),
    parameters: { input: [3, size], recurrent: [size, size], pair: [size, size] },
    inputs: { x: { shape: [batch, 3], dtype: 'float' } },
    tables: { states: [batch, size] },
    initial: () => ({ carry: {} }),
    step: ({ parameters, inputs, tables }) => {
      const states = tables.states as Tensor;
      const before = element(
        pad(states, [
          [1, 0],
          [0, 0],
          [0, 0],
        ]),
        0,
        -1,
      );
      const recurrent = einsum('bi,io->bo', before, parameters.recurrent as Tensor);
      // Both operands have nothing to be read before the first step.
      const pair = einsum('bi,bi->b', before, einsum('bi,io->bo', before, parameters.pair as Tensor));
      const signal = linear(inputs.x as Tensor, { weights: parameters.input as Tensor });
      const h = tanh(add(add(signal, recurrent), mul(expandDims(pair, 1), 0.1)));
      return { carry: {}, outputs: { h, loss: mul(sum(square(h)), 1 / batch) }, entries: { states: h } };
    },
  });
}

/** Attention by a network: what is compared has an axis of entries and one of units. */
export function additiveAttention(sizes: TableSizes): Recurrence {
  const { batch, size = 4 } = sizes;
  return defineRecurrence({
    name: 'additive attention',
    ...batched(sizes),
    parameters: { input: [3, size], query: [size, size], score: [size] },
    inputs: { x: { shape: [batch, 3], dtype: 'float' } },
    tables: { states: [size, batch] },
    initial: () => ({ carry: { h: zeros([size, batch]) } }),
    step: ({ parameters, inputs, carry, tables }) => {
      const states = tables.states as Tensor;
      const query = einsum('ib,io->ob', carry.h as Tensor, parameters.query as Tensor);
      const compared = tanh(add(states, expandDims(query, 0)));
      const weights = sigmoid(einsum('eib,i->eb', compared, parameters.score as Tensor));
      const reading = sum(mul(expandDims(weights, 1), states), 0);
      const h = tanh(add(mul(0.5, reading), einsum('bi,io->ob', inputs.x as Tensor, parameters.input as Tensor)));
      return { carry: { h }, outputs: { loss: mul(sum(square(h)), 1 / batch) }, entries: { states: h } };
    },
  });
}

/**
 * The table of a nondeterministic stack, made small: the entry of step t has one square matrix of states for every i ≤ t.
 * What was pushed at i is left after t if it was just pushed, or replaced, or left at some k and popped back to by t.
 */
export function pushdownTable(sizes: TableSizes): Recurrence {
  const { batch, size = 3 } = sizes;
  const matrix = [batch, size, size];
  return defineRecurrence({
    name: 'pushdown table',
    ...batched(sizes),
    parameters: { push: [3, size * size], replace: [3, size * size], pop: [3, size * size] },
    inputs: { x: { shape: [batch, 3], dtype: 'float' } },
    tables: { inner: [extend(entries, 1), ...matrix], popped: matrix },
    initial: () => ({ carry: { reading: zeros([batch, size]) } }),
    step: ({ parameters, inputs, carry, tables }) => {
      const weights = (name: string): Tensor =>
        mul(0.3, exp(mul(0.5, reshape(linear(inputs.x as Tensor, { weights: parameters[name] as Tensor }), matrix))));
      // inner: [entries k, entries i, batch, from, to]; zero for i > k.
      const inner = tables.inner as Tensor;
      const replaced = einsum('kibqr,brs->ibqs', inner, weights('replace'));
      // Σ_k inner[k][i] · popped[k] · pop
      const left = einsum('kibqr,kbrs->ibqs', inner, tables.popped as Tensor);
      const returned = einsum('ibqr,brs->ibqs', left, weights('pop'));
      const earlier = mul(0.2, add(replaced, returned));
      const pushed = expandDims(weights('push'), 0);
      const next = concat([earlier, pushed], 0);
      const reading = tanh(add(mul(0.5, carry.reading as Tensor), sum(tanh(next), [0, 2])));
      return {
        carry: { reading },
        outputs: { reading, loss: mul(sum(square(reading)), 1 / batch) },
        entries: { inner: next, popped: mul(0.5, tanh(sum(next, 0))) },
      };
    },
  });
}

/** Tables beside a state of size capacity, with entries of that size, and gradients that arrive without the loop back. */
export function recorded(sizes: TableSizes): Recurrence {
  const { batch } = sizes;
  return defineRecurrence({
    name: 'recorded',
    ...batched(sizes),
    parameters: { start: [], gain: [2], decay: [] },
    inputs: { x: { shape: [batch, 2], dtype: 'float' } },
    tables: { stacks: [batch, capacity], inputs: [batch, 2], constants: [2], growing: [2, extend(entries, 2)] },
    initial: ({ parameters }) => ({
      carry: { stack: add(zeros([batch, capacity]), parameters.start as Tensor) },
    }),
    step: ({ parameters, inputs, carry, tables }) => {
      const stack = carry.stack as Tensor;
      const seen = mul(inputs.x as Tensor, parameters.gain as Tensor);
      const pushed = concat([sum(seen, 1, true), mul(parameters.decay as Tensor, sliceAxis(stack, 1, 0, -1))], 1);
      const memory = sum(tanh(mul(tables.stacks as Tensor, 0.3)), 0);
      const next = tanh(add(pushed, mul(memory, 0.25)));
      // Its gradient depends on nothing that the loop back computes.
      const direct = sum(mul(sum(tables.inputs as Tensor, 0), inputs.x as Tensor));
      const growing = tables.growing as Tensor;
      const rows = concat([sum(growing, 0), expandDims(mul(parameters.gain as Tensor, 0.1), 1)], 1);
      const constants = sum(square(tables.constants as Tensor));
      const loss = add(
        add(mul(sum(next), 0.1), mul(direct, 0.2)),
        add(mul(constants, 0.05), mul(sum(tanh(growing)), 0.01)),
      );
      return {
        carry: { stack: next },
        outputs: { memory, loss: mul(loss, 1 / batch) },
        entries: {
          stacks: mul(next, expandDims(sum(seen, 1), 1)),
          inputs: seen,
          constants: mul(parameters.gain as Tensor, 2),
          growing: mul(0.5, rows),
        },
      };
    },
  });
}
