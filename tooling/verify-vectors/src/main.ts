import { compiledExecutor } from '@pushdown/compiler';
import { type Engine, referenceEngine } from '@pushdown/core';
import { tensorflowExecutor } from '@pushdown/tensorflow';
import { Command } from 'commander';
import { verify } from './verify.ts';

/** Engines by name, with the largest error each may show: test vectors have 12 decimals, float32 has 7 digits. */
const engines = {
  reference: { create: () => referenceEngine(), tolerance: 1e-9 },
  compiled: { create: () => compiledExecutor(), tolerance: 1e-4 },
  tensorflow: { create: () => tensorflowExecutor('tensorflow'), tolerance: 1e-4 },
  'tensorflow-wasm': { create: () => tensorflowExecutor('tensorflow-wasm'), tolerance: 1e-4 },
  'tensorflow-cpu': { create: () => tensorflowExecutor('tensorflow-cpu'), tolerance: 1e-4 },
} as const satisfies Record<string, { readonly create: () => Engine; readonly tolerance: number }>;

const program = new Command('verify-vectors')
  .description('compares our models with test vectors of the reference implementation')
  .argument('<file...>', 'test vectors (JSON)')
  .option('--engine <name>', `engine to verify: ${Object.keys(engines).join(', ')}`, 'reference')
  .option('--json', 'print one JSON object a file');

program.parse();
const { engine: name, json } = program.opts<{ engine: string; json?: boolean }>();
if (!Object.hasOwn(engines, name))
  program.error(`verify-vectors: there is no engine "${name}"; engines are ${Object.keys(engines).join(', ')}`);
const { create, tolerance } = engines[name as keyof typeof engines];

const engine: Engine = create();
try {
  await engine.load?.();
} catch (error) {
  program.error(`verify-vectors: ${(error as Error).message}`);
}

for (const file of program.args) {
  try {
    const result = verify(file, engine);
    const wrong = [result.maxLogitError, result.lossError, result.maxGradientError].some(
      (error) => !(error < tolerance),
    );
    const text = `${file}: ${result.model} on ${result.engine}: logits ${result.maxLogitError.toExponential(1)}, loss ${result.lossError.toExponential(1)}, gradients ${result.maxGradientError.toExponential(1)}`;
    process.stdout.write(`${json === true ? JSON.stringify(result) : text}\n`);
    if (wrong) {
      process.stderr.write(`verify-vectors: ${file}: differs from the reference by more than ${tolerance}\n`);
      process.exitCode = 1;
    }
  } catch (error) {
    process.stderr.write(`verify-vectors: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
