import { randomStream } from '@pushdown/core';
import { Bench } from 'tinybench';
import { placeholderLanguage } from '../dist/index.js';

// What training and evaluation ask of a language, at lengths of training and far beyond.
const language = placeholderLanguage();
const random = randomStream(1, 'benchmark');

const bench = new Bench({ time: 500 });
for (const length of [40, 400]) {
  const string = language.sample(length, random);
  bench.add(`a sample of length ${length}`, () => language.sample(length, random));
  bench.add(`the probability of a string of length ${length}`, () => language.logProbability(string));
}
await bench.run();
console.table(
  bench.tasks.map(({ name, result }) => ({
    name,
    'µs a call (median)': result.state === 'completed' ? (1000 * result.latency.p50).toFixed(1) : result.state,
  })),
);
