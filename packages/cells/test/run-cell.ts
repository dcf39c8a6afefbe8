import { type Controller, createRecurrentModel, randomStream } from '@pushdown/core';
import { referenceExecutor } from '@pushdown/tensors';

/** What a cell does with a string over {0, 1}, and the parameters it does it with, by name within the cell. */
export interface CellRun {
  readonly parameters: Readonly<Record<string, Float64Array>>;
  /** One-hot symbols. */
  readonly inputs: readonly (readonly number[])[];
  /** h_1, …, h_n */
  readonly hidden: readonly (readonly number[])[];
}

const string = [0, 1, 1, 0, 1];

/** Runs a cell at random parameters, the ones that begin at constants among them. */
export function runCell(controller: Controller): CellRun {
  const { size } = controller;
  const model = createRecurrentModel({ alphabetSize: 2, controller });
  const random = randomStream(1, 'values');
  const prefix = `controller/${controller.name}/`;
  const execution = referenceExecutor().prepare(model.recurrence(1));
  const parameters: Record<string, Float64Array> = {};
  for (const { path, shape } of model.parameters) {
    const values = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random.uniform() - 1);
    execution.writeParameter(path, values);
    if (path.startsWith(prefix)) parameters[path.slice(prefix.length)] = values;
  }
  const { outputs } = execution.forward({
    steps: string.length,
    inputs: { symbols: string, targets: [...string, 2] },
    outputs: ['hidden'],
  });
  const all = [...(outputs.hidden?.values ?? [])];
  return {
    parameters,
    inputs: string.map((symbol) => (symbol === 0 ? [1, 0] : [0, 1])),
    hidden: string.map((_, time) => all.slice(time * size, (time + 1) * size)),
  };
}

/** The number of parameters of a cell by shape, with inputs of the given size. */
export function countParameters(controller: Controller, inputSize: number): number {
  const count = (tree: object): number =>
    Object.values(tree).reduce(
      (total, node) =>
        total + ('shape' in node ? (node.shape as number[]).reduce((product, next) => product * next, 1) : count(node)),
      0,
    );
  return count(controller.parameters(inputSize));
}
