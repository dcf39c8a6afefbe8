import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Case, Measurement } from './measure.ts';
import { modelNames } from './models.ts';

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a positive integer.');
  return value;
}

const program = new Command('bench:training')
  .description(
    'milliseconds per training step (forward, backward, clipping, Adam; 20 hidden units, one thread): medians over fresh processes',
  )
  .addOption(new Option('--model <name>', 'only this model').choices(modelNames))
  .option('--length <n>', 'only this length (40 and 80 without it)', count)
  .option('--batch <n>', 'strings a batch', count, 10)
  .addOption(new Option('--engine <name>', 'engine').choices(['reference', 'compiled']).default('compiled'))
  .option('--runs <n>', 'processes a row', count, 5)
  .option('--steps <n>', 'training steps a process', count, 60)
  .option('--json', 'one JSON object a row');
program.parse();

interface Options {
  readonly model?: string;
  readonly length?: number;
  readonly batch: number;
  readonly engine: string;
  readonly runs: number;
  readonly steps: number;
  readonly json?: boolean;
}

const { model, length, batch, engine, runs, steps, json } = program.opts<Options>();
const script = fileURLToPath(new URL('./measure.js', import.meta.url));

function runOnce(options: Case): Measurement {
  return JSON.parse(execFileSync(process.execPath, [script, JSON.stringify(options)], { encoding: 'utf8' }));
}

function medianOf(results: readonly Measurement[], key: keyof Measurement): number {
  const sorted = results.map((result) => result[key]).toSorted((a, b) => a - b);
  return Number((sorted[sorted.length >> 1] as number).toFixed(3));
}

for (const name of model === undefined ? modelNames : [model]) {
  for (const size of length === undefined ? [40, 80] : [length]) {
    const results = Array.from({ length: runs }, () => runOnce({ engine, model: name, length: size, batch, steps }));
    const row = {
      model: name,
      length: size,
      batch,
      engine,
      msPerStep: medianOf(results, 'msPerStep'),
      firstStepMs: medianOf(results, 'firstStepMs'),
      peakMemoryMB: medianOf(results, 'peakMemoryMB'),
    };
    const text = `${name.padEnd(10)} length ${String(size).padStart(4)}  batch ${batch}  ${engine}  ${row.msPerStep.toFixed(2)} ms a step  first step ${row.firstStepMs.toFixed(0)} ms  peak ${row.peakMemoryMB.toFixed(0)} MB`;
    process.stdout.write(`${json === true ? JSON.stringify(row) : text}\n`);
  }
}
