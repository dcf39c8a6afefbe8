// TensorFlow.js: eager operations in a loop over time, gradients by `variableGrads`, its own Adam.
// Arguments: the problem's file, the folder whose node_modules to use, the backend (cpu or wasm).

import { performance } from 'node:perf_hooks';
import { readProblem, report } from './harness.mjs';
import { requireFrom } from './modules.mjs';

const [, , , folder, backend] = process.argv;
const require = requireFrom(folder);
const tf = require('@tensorflow/tfjs');
if (backend === 'wasm') require('@tensorflow/tfjs-backend-wasm').setThreadsCount(1); // else one on every core
await tf.setBackend(backend);
await tf.ready();

const problem = readProblem();
const { alphabetSize, hiddenSize, learningRate, clipNorm, strings } = problem;
const vectorSize = problem.memory?.vectorSize ?? 0; // of a superposition stack
const [batch, length] = [strings.length, strings[0].length];
// Made here: `tf.oneHot` of the wasm backend writes integers where numbers of type float32 were asked for.
const oneHot = (symbols, size) =>
  tf.tensor2d(
    symbols.map((symbol) => Array.from({ length: size }, (_, index) => Number(index === symbol))),
    undefined,
    'float32',
  );
const inputs = strings[0].map((_, time) =>
  oneHot(
    strings.map((string) => string[time]),
    alphabetSize,
  ),
);
// Time first, the end of the strings last: [(n + 1) · B, alphabet and end].
const targets = oneHot(
  Array.from({ length: length + 1 }, (_, time) => strings.map((string) => string[time] ?? alphabetSize)).flat(),
  alphabetSize + 1,
);

const begin = performance.now();
const parameters = Object.fromEntries(
  Object.entries(problem.parameters).map(([path, { shape, values }]) => [
    path,
    tf.variable(tf.tensor(values, shape), true, path),
  ]),
);
const linear = (x, path) => tf.add(tf.matMul(x, parameters[`${path}/weights`]), parameters[`${path}/bias`]);

/** One LSTM step. @returns hidden state and cell, both [B, H]. */
function cell(input, hidden, state) {
  const fromInput = tf.add(
    tf.matMul(input, parameters['controller/lstm/inputWeights']),
    parameters['controller/lstm/inputBias'],
  );
  const fromHidden = tf.add(
    tf.matMul(hidden, parameters['controller/lstm/recurrentWeights']),
    parameters['controller/lstm/recurrentBias'],
  );
  const [i, f, g, o] = tf.split(tf.add(fromInput, fromHidden), 4, 1);
  const next = tf.add(tf.mul(tf.sigmoid(f), state), tf.mul(tf.sigmoid(i), tf.tanh(g)));
  return [tf.mul(tf.sigmoid(o), tf.tanh(next)), next];
}

/** [B, k, m] with zeros below, up to `height` elements. */
function padded(elements, height) {
  const missing = height - elements.shape[1];
  return missing === 0
    ? elements
    : tf.pad(elements, [
        [0, 0],
        [0, missing],
        [0, 0],
      ]);
}

/** Elements [B, height before, m] to [B, height, m]; only what can have been pushed and can still be read, as in torch_eager.py. */
function stack(hidden, elements, height) {
  const actions = tf.reshape(tf.softmax(linear(hidden, 'memory/superposition-stack/actions')), [batch, 3, 1]);
  const [push, pop, noop] = tf.split(actions, 3, 1); // [B, 1, 1]
  const vector = tf.reshape(tf.sigmoid(linear(hidden, 'memory/superposition-stack/pushedVector')), [
    batch,
    1,
    vectorSize,
  ]);
  if (elements === undefined) return tf.mul(push, vector);
  const before = elements.shape[1];
  const above = Math.min(before, height - 1);
  const pushed =
    above === 0 ? vector : tf.concat([vector, tf.slice(elements, [0, 0, 0], [batch, above, vectorSize])], 1);
  const below = Math.min(before - 1, height);
  const kept = tf.mul(noop, tf.slice(elements, [0, 0, 0], [batch, Math.min(before, height), vectorSize]));
  const sum = tf.add(tf.mul(push, pushed), padded(kept, height));
  if (below === 0) return sum;
  const popped = tf.mul(pop, tf.slice(elements, [0, 1, 0], [batch, below, vectorSize]));
  return tf.add(sum, padded(popped, height));
}

/** Nats, summed over a string, mean over the batch. */
function lossOf() {
  let hidden = tf.zeros([batch, hiddenSize]);
  let state = hidden;
  let elements;
  const hiddens = [hidden];
  inputs.forEach((symbol, index) => {
    const time = index + 1;
    const reading = () =>
      elements === undefined
        ? tf.zeros([batch, vectorSize])
        : tf.reshape(tf.slice(elements, [0, 0, 0], [batch, 1, vectorSize]), [batch, vectorSize]);
    [hidden, state] = cell(vectorSize > 0 ? tf.concat([symbol, reading()], 1) : symbol, hidden, state);
    hiddens.push(hidden);
    // What the stack does after the last symbol is never read.
    if (vectorSize > 0 && time < length) elements = stack(hidden, elements, Math.min(time, length - time));
  });
  const logits = linear(tf.concat(hiddens, 0), 'classifier');
  return tf.div(tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)))), batch);
}

const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);

await report(problem, begin, () =>
  tf.tidy(() => {
    const { value, grads } = tf.variableGrads(lossOf);
    const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))));
    const scale = tf.minimum(1, tf.div(clipNorm, tf.add(norm, 1e-6)));
    optimizer.applyGradients(
      Object.fromEntries(Object.entries(grads).map(([path, gradient]) => [path, tf.mul(scale, gradient)])),
    );
    return value.dataSync()[0];
  }),
);
