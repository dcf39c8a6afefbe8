import { type LengthRange, type ParameterValues, type RandomStream, type RecurrentModel, runOf } from '@pushdown/core';
import type { Execution, Executor } from '@pushdown/tensors';
import type { BootstrapPlan } from '../scores/bootstrap.ts';
import { isWithin, type TestSet } from '../scores/test-set.ts';
import { type Estimate, estimate, mean } from './estimate.ts';

/** What one wrong symbol costs. */
export interface Perturbation {
  readonly range: LengthRange;
  /** Nats per symbol more after a symbol was read wrong than after it was read right. */
  readonly gap: Estimate | undefined;
}

/**
 * Lets a model read one symbol of each string wrong, at a random place of its first half, and compares what it predicts from
 * then on. What it is to predict stays the same.
 */
export function perturbationGaps(options: {
  readonly model: RecurrentModel;
  readonly parameters: ParameterValues;
  readonly engine: Executor;
  readonly testSet: TestSet;
  readonly bins: readonly LengthRange[];
  readonly random: RandomStream;
  readonly bootstrap?: BootstrapPlan | undefined;
}): Perturbation[] {
  const { model, parameters, engine, testSet, bins, random } = options;
  const executions = new Map<number, Execution>();
  const gaps: { readonly length: number; readonly gap: number }[] = [];
  try {
    for (const batch of testSet.batches) {
      const size = batch.length;
      const run = runOf(model, batch);
      // Nothing can be read wrong in an empty string, or where there is one symbol.
      if (run.steps === 0 || model.alphabetSize < 2) continue;
      const execution = executions.get(size) ?? prepared(engine, model, parameters, size);
      executions.set(size, execution);
      const symbols = run.inputs.symbols.slice();
      const places = batch.map(() => random.integer(Math.ceil(run.steps / 2)));
      for (const [column, place] of places.entries()) {
        const index = place * size + column;
        const other = 1 + random.integer(model.alphabetSize - 1);
        symbols[index] = ((symbols[index] as number) + other) % model.alphabetSize;
      }
      const natsOf = (inputs: typeof run.inputs): ArrayLike<number> =>
        execution.forward({ ...run, inputs, outputs: ['nats'] }).outputs.nats?.values as ArrayLike<number>;
      const [right, wrong] = [natsOf(run.inputs), natsOf({ ...run.inputs, symbols })];
      for (const [column, place] of places.entries()) {
        // Predictions begin before the first symbol: the one at index place is the last that does not know of it.
        const later = Array.from({ length: run.steps - place }, (_, step) => (place + 1 + step) * size + column);
        gaps.push({
          length: run.steps,
          gap: mean(later.map((index) => (wrong[index] as number) - (right[index] as number))),
        });
      }
    }
  } finally {
    for (const execution of executions.values()) execution.dispose();
  }
  return bins.map((range) => ({
    range,
    gap: estimate(
      gaps.filter(({ length }) => isWithin(range, length)),
      // NaN of none.
      (some) => mean(some.map(({ gap }) => gap)),
      options.bootstrap,
    ),
  }));
}

function prepared(engine: Executor, model: RecurrentModel, parameters: ParameterValues, batchSize: number): Execution {
  const execution = engine.prepare(model.recurrence(batchSize));
  for (const { path } of model.parameters) execution.writeParameter(path, parameters[path] ?? []);
  return execution;
}
