import { lstm } from '@pushdown/cells';
import { compiledExecutor } from '@pushdown/compiler';
import { createRecurrentModel, createSession, randomStream } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { adam, updateOf } from '@pushdown/training';
import { Bench } from 'tinybench';
import { placeholderMemory } from '../dist/index.js';

// One training step (forward, backward, clipping, Adam) of a batch of 10 strings of 40 symbols, compiled: this memory beside the built-in stack.
const random = randomStream(1, 'benchmark');
const batch = Array.from({ length: 10 }, () => Array.from({ length: 40 }, () => random.integer(3)));

function stepOf(parts) {
  const model = createRecurrentModel({ alphabetSize: 3, ...parts });
  const session = createSession({
    model,
    engine: compiledExecutor(),
    parameters: model.initialize(random),
    trainable: model.parameters.map(({ path }) => path),
    update: updateOf(adam(), 5),
  });
  let step = 0;
  return () => session.train(batch, { learningRate: 0.001, step: ++step });
}

const bench = new Bench({ time: 500 });
const controller = lstm({ size: 20 });
bench.add('placeholder-memory', stepOf({ controller, memory: placeholderMemory() }));
bench.add('superposition-stack', stepOf({ controller, memory: superpositionStack({ size: 10 }) }));
await bench.run();
console.table(
  bench.tasks.map(({ name, result }) => ({
    name,
    'ms a step (median)': result.state === 'completed' ? result.latency.p50.toFixed(3) : result.state,
  })),
);
