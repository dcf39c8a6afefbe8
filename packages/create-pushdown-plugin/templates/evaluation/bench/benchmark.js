import { count3 } from '@pushdown/datasets';
import { Bench } from 'tinybench';
import { placeholderEvaluation } from '../dist/index.js';

// A batch of 100 strings of 300 symbols.
const range = { min: 300, max: 300 };
const language = count3();
const strings = Array.from({ length: 100 }, () => Array.from({ length: 300 }, (_, place) => Math.floor(place / 100)));
const symbols = 301 * strings.length;
const batch = {
  strings,
  length: 300,
  nats: Float64Array.from({ length: symbols }, (_, index) => (index % 7) / 3),
  predicted: new Float64Array(symbols),
};

const bench = new Bench({ time: 500 });
bench.add('a batch and the result', () => {
  const session = placeholderEvaluation().start({ language, range, trainingRange: range });
  session.add(batch);
  return session.result();
});
await bench.run();
console.table(
  bench.tasks.map(({ name, result }) => ({
    name,
    'µs a call (median)': result.state === 'completed' ? (1000 * result.latency.p50).toFixed(1) : result.state,
  })),
);
