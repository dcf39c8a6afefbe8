import { lstm } from '@pushdown/cells';
import { createRecurrentModel, createSession, randomStream } from '@pushdown/core';
import { referenceExecutor, type Values } from '@pushdown/tensors';
import { adam, updateOf } from '@pushdown/training';
import { describe, expect, it } from 'vitest';

const model = createRecurrentModel({ alphabetSize: 2, controller: lstm({ size: 3 }) });
const paths = model.parameters.map(({ path }) => path);
const start = model.initialize(randomStream(1, 'parameters'));
const batches = [
  [
    [0, 1, 1],
    [1, 0, 1],
  ],
  [[1, 1, 0, 0, 1]],
  [
    [0, 0],
    [1, 1],
  ],
];

/** Kingma & Ba 2015, algorithm 1, number by number. */
function literalAdam(clipNorm: number, learningRate: number): Record<string, number[]> {
  const parameters = Object.fromEntries(paths.map((path) => [path, [...(start[path] as Float64Array)]]));
  const mean = Object.fromEntries(paths.map((path) => [path, (start[path] as Float64Array).map(() => 0)]));
  const squares = Object.fromEntries(paths.map((path) => [path, (start[path] as Float64Array).map(() => 0)]));
  for (const [index, batch] of batches.entries()) {
    const execution = referenceExecutor().prepare(model.recurrence(batch.length), { trainable: paths });
    for (const path of paths) execution.writeParameter(path, parameters[path] as number[]);
    const symbols = (batch[0] as number[]).flatMap((_, time) => batch.map((string) => string[time] as number));
    const targets = [...symbols, ...batch.map(() => 2)];
    const { gradients } = execution.gradients({ steps: (batch[0] as number[]).length, inputs: { symbols, targets } });
    const norm = Math.hypot(...paths.flatMap((path) => [...(gradients[path] as Values)]));
    const scale = Math.min(1, clipNorm / (norm + 1e-6));
    const t = index + 1;
    for (const path of paths) {
      const [theta, m, v] = [parameters[path], mean[path], squares[path]] as [number[], Float64Array, Float64Array];
      for (const [place, raw] of [...(gradients[path] as Values)].entries()) {
        const g = raw * scale;
        m[place] = 0.9 * (m[place] as number) + 0.1 * g;
        v[place] = 0.999 * (v[place] as number) + 0.001 * g * g;
        const corrected = (m[place] as number) / (1 - 0.9 ** t);
        theta[place] =
          (theta[place] as number) -
          (learningRate * corrected) / (Math.sqrt((v[place] as number) / (1 - 0.999 ** t)) + 1e-8);
      }
    }
  }
  return parameters;
}

describe('adam with clipping', () => {
  it.each([
    ['far above the gradient', 1000],
    ['below the gradient', 0.05],
  ])('equals a literal computation, limit %s', (_name, clipNorm) => {
    const session = createSession({
      model,
      engine: referenceExecutor(),
      parameters: start,
      trainable: paths,
      update: updateOf(adam(), clipNorm),
    });
    const norms = batches.map(
      (batch, index) => session.train(batch, { learningRate: 0.1, step: index + 1 }).reports.gradientNorm as number,
    );
    expect(Math.min(...norms)).toBeGreaterThan(0.05);
    expect(Math.max(...norms)).toBeLessThan(1000);
    const expected = literalAdam(clipNorm, 0.1);
    for (const [path, values] of Object.entries(session.parameters())) {
      for (const [place, value] of values.entries()) expect(value).toBeCloseTo(expected[path]?.[place] as number, 12);
    }
  });
});
