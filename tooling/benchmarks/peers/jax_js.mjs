// jax-js on its WebAssembly backend: one jitted function is the whole step, its gradient, clipping and Adam.
// It has no `scan`, so the loop over time is unrolled while the function is traced.
// Arguments: the problem's file, the folder whose node_modules to use.

import { performance } from 'node:perf_hooks';
import { readProblem, report } from './harness.mjs';
import { requireFrom } from './modules.mjs';

const [, , , folder] = process.argv;
const { init, defaultDevice, jit, nn, numpy: np, valueAndGrad } = requireFrom(folder)('@jax-js/jax');
await init('wasm');
defaultDevice('wasm');

const problem = readProblem();
const { alphabetSize, hiddenSize, learningRate, clipNorm, strings } = problem;
const vectorSize = problem.memory?.vectorSize ?? 0; // of a superposition stack
const [batch, length] = [strings.length, strings[0].length];

// Operations of jax-js consume their arguments unless `.ref` adds a reference. All code below only runs while it is
// traced, once, so every operation keeps its arguments.
const kept =
  (operation) =>
  (...values) =>
    operation(...values.map((value) => value?.ref ?? value));
const [add, subtract, mul, div] = [np.add, np.subtract, np.multiply, np.trueDivide].map(kept);
const [matmul, minimum, power, sqrt, square, tanh] = [np.matmul, np.minimum, np.power, np.sqrt, np.square, np.tanh].map(
  kept,
);
const [sigmoid, softmax, logSoftmax] = [nn.sigmoid, nn.softmax, nn.logSoftmax].map(kept);
const sum = kept(np.sum);
const reshape = (x, shape) => np.reshape(x.ref, shape);
const concat = (tensors, axis) =>
  np.concatenate(
    tensors.map((tensor) => tensor.ref),
    axis,
  );
const linear = (p, path, x) => add(matmul(x, p[`${path}/weights`]), p[`${path}/bias`]);

function cell(p, input, hidden, state) {
  const fromInput = add(matmul(input, p['controller/lstm/inputWeights']), p['controller/lstm/inputBias']);
  const fromHidden = add(matmul(hidden, p['controller/lstm/recurrentWeights']), p['controller/lstm/recurrentBias']);
  const [i, f, g, o] = np.split(add(fromInput, fromHidden), 4, 1);
  const next = add(mul(sigmoid(f), state), mul(sigmoid(i), tanh(g)));
  return [mul(sigmoid(o), tanh(next)), next];
}

/** Hidden state [B, H] and elements [B, n, m], the top first, to the elements after one step. */
function stack(p, hidden, elements) {
  const actions = reshape(softmax(linear(p, 'memory/superposition-stack/actions', hidden)), [batch, 3, 1]);
  const [push, pop, noop] = np.split(actions, 3, 1); // [B, 1, 1]
  const vector = sigmoid(linear(p, 'memory/superposition-stack/pushedVector', hidden));
  const pushed = concat([reshape(vector, [batch, 1, vectorSize]), elements.ref.slice([], [0, length - 1])], 1);
  const popped = concat([elements.ref.slice([], [1, length]), np.zeros([batch, 1, vectorSize])], 1);
  return add(add(mul(push, pushed), mul(pop, popped)), mul(noop, elements));
}

/** Parameters, one-hot inputs [n, B, alphabet] and targets [n + 1, B, alphabet and end] to nats a string. */
function lossOf(p, inputs, targets) {
  let hidden = np.zeros([batch, hiddenSize]);
  let state = hidden;
  let elements = vectorSize > 0 ? np.zeros([batch, length, vectorSize]) : undefined;
  const hiddens = [hidden];
  for (let time = 0; time < length; time++) {
    const symbol = inputs.ref.slice(time);
    const reading = () => elements.ref.slice([], 0);
    [hidden, state] = cell(p, vectorSize > 0 ? concat([symbol, reading()], 1) : symbol, hidden, state);
    hiddens.push(hidden);
    if (vectorSize > 0) elements = stack(p, hidden, elements);
  }
  const logProbabilities = logSoftmax(linear(p, 'classifier', concat(hiddens, 0)));
  return div(sum(mul(reshape(targets, [(length + 1) * batch, alphabetSize + 1]), logProbabilities)), -batch);
}

function stepOf(state, inputs, targets) {
  const [loss, gradients] = valueAndGrad(lossOf)(state.parameters, inputs, targets);
  const paths = Object.keys(gradients);
  const norm = sqrt(paths.map((path) => sum(square(gradients[path]))).reduce(add));
  const scale = minimum(1, div(clipNorm, add(norm, 1e-6)));
  const count = add(state.count, 1);
  const [parameters, mean, squares] = [{}, {}, {}];
  for (const path of paths) {
    const gradient = mul(scale, gradients[path]);
    mean[path] = add(mul(state.mean[path], 0.9), mul(gradient, 0.1));
    squares[path] = add(mul(state.squares[path], 0.999), mul(square(gradient), 0.001));
    const unbiasedMean = div(mean[path], subtract(1, power(0.9, count)));
    const unbiasedSquares = div(squares[path], subtract(1, power(0.999, count)));
    const change = div(mul(learningRate, unbiasedMean), add(sqrt(unbiasedSquares), 1e-8));
    parameters[path] = subtract(state.parameters[path], change);
  }
  return { state: { parameters, mean, squares, count }, loss };
}

const oneHot = (symbols, size) =>
  symbols.map((symbol) => Array.from({ length: size }, (_, index) => Number(index === symbol)));
const symbolsAt = (time) => strings.map((string) => string[time] ?? alphabetSize);
const inputs = np.array(strings[0].map((_, time) => oneHot(symbolsAt(time), alphabetSize)));
const targets = np.array(Array.from({ length: length + 1 }, (_, time) => oneHot(symbolsAt(time), alphabetSize + 1)));

const begin = performance.now();
const valuesOf = (fill) =>
  Object.fromEntries(
    Object.entries(problem.parameters).map(([path, { shape, values }]) => [
      path,
      np.array(Float32Array.from(values, fill)).reshape(shape),
    ]),
  );
let state = {
  parameters: valuesOf((value) => value),
  mean: valuesOf(() => 0),
  squares: valuesOf(() => 0),
  count: np.array(0),
};
const step = jit(stepOf);

await report(problem, begin, async () => {
  const next = step(state, inputs.ref, targets.ref);
  state = next.state;
  return (await next.loss.data())[0];
});
