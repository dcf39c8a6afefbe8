import {
  defineRecurrence,
  type InputDeclaration,
  type Run,
  referenceExecutor,
  type Tensor,
  type Tensors,
} from '@pushdown/tensors';
import { randomRun } from './compare.ts';

/** A recurrence of one step whose outputs are what `build` makes of its inputs. */
export function stepOf(inputs: Readonly<Record<string, InputDeclaration>>, build: (inputs: Tensors) => Tensors) {
  return defineRecurrence({
    name: 'one step',
    parameters: {},
    inputs,
    initial: () => ({ carry: {} }),
    step: (context) => ({ carry: {}, outputs: build(context.inputs) }),
  });
}

/** The leaves of a step, for tests of graphs alone. */
export function leavesOf(shapes: Readonly<Record<string, readonly number[]>>): Tensors {
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, { shape, dtype: 'float' as const }]),
  );
  return stepOf(inputs, () => ({})).step.inputs;
}

/** Values of tensors over the leaves of one step, on the reference executor. */
export function evaluate(leaves: Tensors, results: readonly Tensor[], run?: Run): number[][] {
  const inputs = Object.fromEntries(
    Object.entries(leaves).map(([name, { shape, dtype }]) => [name, { shape: shape as readonly number[], dtype }]),
  );
  const outer = stepOf(inputs, () => ({}));
  const named = Object.fromEntries(results.map((result, index) => [`${index}`, result]));
  const recurrence = { ...outer, step: { ...outer.step, inputs: leaves, outputs: named } };
  const { outputs } = referenceExecutor()
    .prepare(recurrence)
    .forward(run ?? randomRun(recurrence, 1, 5));
  return results.map((_, index) => Array.from(outputs[`${index}`]?.values ?? []));
}
