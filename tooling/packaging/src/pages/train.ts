import {
  type Controller,
  createRecurrentModel,
  createSession,
  linearLayer,
  type Memory,
  randomStream,
} from '@pushdown/core';
import {
  add,
  type Executor,
  expandDims,
  linear,
  mul,
  sigmoid,
  softmax,
  sub,
  sum,
  tanh,
  type UpdateDefinition,
  zeros,
} from '@pushdown/tensors';

/** What a page loads that trains a small network with a memory: everything but an engine. */
export function train(engine: Executor, strings: readonly (readonly number[])[], steps: number): readonly number[] {
  const controller = {
    name: 'plain',
    size: 8,
    parameters: (inputSize: number) => ({ layer: linearLayer(inputSize, 8) }),
    initialState: ({ batchSize }) => ({ state: {}, output: zeros([batchSize, 8]) }),
    step: ({ parameters, input }) => ({ state: {}, output: tanh(linear(input, parameters.layer as never)) }),
  } satisfies Controller;
  const memory = {
    name: 'registers',
    readingSize: () => 5,
    parameters: (size: number) => ({ address: linearLayer(size, 4), vector: linearLayer(size, 5) }),
    initialState: ({ batchSize }) => ({
      state: { contents: zeros([batchSize, 4, 5]) },
      reading: zeros([batchSize, 5]),
    }),
    step({ parameters, hidden, state }) {
      const before = state.contents as never;
      const address = expandDims(softmax(linear(hidden, parameters.address as never)), 2);
      const vector = expandDims(sigmoid(linear(hidden, parameters.vector as never)), 1);
      const contents = add(before, mul(address, sub(vector, before)));
      return { state: { contents }, reading: sum(mul(address, contents), 1) };
    },
  } satisfies Memory;
  const update: UpdateDefinition = {
    name: 'gradient descent',
    settings: [],
    slots: [],
    update: ({ parameters, gradients }) => ({
      parameters: Object.fromEntries(
        Object.entries(parameters).map(([path, value]) => [path, sub(value, mul(0.1, gradients[path] as never))]),
      ),
      slots: {},
    }),
  };
  const model = createRecurrentModel({ alphabetSize: 3, controller, memory });
  const trainable = model.parameters.map(({ path }) => path);
  const parameters = model.initialize(randomStream(1, 'page'));
  const session = createSession({ model, engine, parameters, trainable, update });
  return Array.from({ length: steps }, () => session.train(strings, {}).loss);
}
