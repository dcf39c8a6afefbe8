import { stackRnnOnDyck } from './stack-rnn-on-dyck.ts';

// One line a seed; seeds are the arguments.
for (const seed of process.argv.slice(2).map(Number)) {
  const started = performance.now();
  const { training, test } = stackRnnOnDyck(seed);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stdout.write(`seed ${seed}: strings right: training ${training}, test ${test} (${seconds} s)\n`);
}
