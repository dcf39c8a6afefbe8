import { readFileSync } from 'node:fs';
import { defineRecurrence, gather, reshape, type StepContext, sum, type Tensor, TensorError } from '@pushdown/tensors';
import { afterEach, expect, it, vi } from 'vitest';
import { cannotCompile } from '../src/errors.ts';
import { CompileError, compiledExecutor } from '../src/index.ts';
import { buildPlan } from '../src/inspect/index.ts';
import { lstm } from './support/lstm.ts';

const source = readFileSync(import.meta.filename, 'utf8').split('\n');

/** The place that messages give for the line that ends with a comment. */
function placeOfLine(comment: string): string {
  const line = source.findIndex((text) => text.endsWith(`// ${comment}`)) + 1;
  return `compile-errors.test.ts:${line}:`;
}

function recurrence(step: (context: StepContext) => Tensor) {
  return defineRecurrence({
    name: 'mine',
    batchSize: 2,
    parameters: {},
    inputs: { x: { shape: [2, 3], dtype: 'float' } },
    initial: () => ({ carry: {} }),
    step: (context) => ({
      carry: {},
      outputs: { loss: sum(step(context)) },
    }),
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

it('a table of more rows than float32 can tell apart is refused, with its place', () => {
  const rows = 2 ** 24 + 1;
  const steps = defineRecurrence({
    name: 'mine',
    batchSize: 2,
    parameters: { w: [rows, 1] },
    inputs: { symbols: { shape: [2], dtype: 'int' } },
    initial: () => ({ carry: {} }),
    step: ({ parameters, inputs }) => ({
      carry: {},
      outputs: {
        loss: sum(gather(parameters.w as Tensor, inputs.symbols as Tensor)), // the rows
      },
    }),
  });
  const attempt = (): unknown => buildPlan(steps, { trainable: [], outputs: ['loss'] });
  expect(attempt).toThrow(CompileError);
  expect(attempt).toThrow(`the operation gather on a table of ${rows} rows has more than 16777216 of them: [2, 1]`);
  expect(attempt).toThrow(placeOfLine('the rows'));
  expect(attempt).toThrow('use the engine "reference"');
});

it('the error of one operation has its shape and place', () => {
  const steps = recurrence(
    ({ inputs }) => reshape(inputs.x as Tensor, [6]), // the reshape
  );
  const [reshaped] = (steps.step.outputs.loss as Tensor).arguments as [Tensor];
  const { message } = cannotCompile(reshaped, 'is read in an order that there is no code for');
  expect(message).toContain('the operation reshape is read in an order that there is no code for: [6]');
  expect(message).toContain(placeOfLine('the reshape'));
});

it('code that the JavaScript engine refuses is an error with what to do', () => {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: { readonly Module: () => void } };
  vi.spyOn(WebAssembly, 'Module').mockImplementation(function refuse() {
    throw new Error('invalid SIMD');
  });
  const execution = compiledExecutor().prepare(lstm({ batch: 2 }));
  const attempt = (): unknown => execution.forward({ steps: 1, inputs: { symbols: [0, 1], targets: [0, 1] } });
  expect(attempt).toThrow(CompileError);
  expect(attempt).toThrow(
    /lstm: this JavaScript engine does not take the compiled code of \d+ bytes \(invalid SIMD\); .* the engine "reference"/,
  );
});

it('a run that needs too much memory says so', () => {
  const execution = compiledExecutor().prepare(lstm({ batch: 2 }));
  const steps = 50_000_000;
  const inputs = { symbols: { length: 2 * steps }, targets: { length: 2 * steps } };
  const attempt = (): unknown => execution.forward({ steps, inputs });
  expect(attempt).toThrow(TensorError);
  expect(attempt).toThrow(/lstm: 50000000 steps need \d+ MiB, but .* shorter or fewer/);
});
