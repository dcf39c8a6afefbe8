import { Bench } from 'tinybench';
import { placeholderStrategy } from '../dist/index.js';

// Asked once a parameter and epoch.
const strategy = placeholderStrategy();
const parameter = { path: 'memory/stack/actions/weights', component: 'memory', shape: [20, 3] };

const bench = new Bench({ time: 500 });
bench.add('isFrozen', () => strategy.isFrozen(parameter, { epoch: 7, epochsWithoutImprovement: 2 }));
await bench.run();
console.table(
  bench.tasks.map(({ name, result }) => ({
    name,
    'µs a call (median)': result.state === 'completed' ? (1000 * result.latency.p50).toFixed(1) : result.state,
  })),
);
