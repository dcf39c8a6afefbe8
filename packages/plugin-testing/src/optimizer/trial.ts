import { type Optimizer, randomStream } from '@pushdown/core';
import {
  add,
  defineRecurrence,
  type Executor,
  mul,
  type Recurrence,
  referenceExecutor,
  sum,
  type Tensor,
  type Tensors,
  type UpdateDefinition,
} from '@pushdown/tensors';

/** Parameters of every number of axes that models have. */
export const shapes: Readonly<Record<string, readonly number[]>> = { scalar: [], vector: [3], matrix: [2, 2] };
export const paths: readonly string[] = Object.keys(shapes);

/** Numbers by path, row-major. */
export type Numbers = Readonly<Record<string, readonly number[]>>;

/** Numbers of each parameter made by a function, which is called for one number after the other. */
export function numbersFrom(next: () => number): Numbers {
  return Object.fromEntries(
    Object.entries(shapes).map(([path, shape]) => [
      path,
      Array.from({ length: shape.reduce((product, size) => product * size, 1) }, next),
    ]),
  );
}

/** Numbers between −2 and 2, and not near 0, that float32 has exactly; the same for the same name. */
export function drawNumbers(name: string): Numbers {
  const random = randomStream(1, `conformance/optimizer/${name}`);
  return numbersFrom(() => ((random.integer(2) === 0 ? -1 : 1) * (16 + random.integer(49))) / 32);
}

/** Gradients of several updates; a few of their numbers are 0. */
export const gradients: readonly Numbers[] = Array.from({ length: 10 }, (_, index) => {
  const random = randomStream(index, 'conformance/optimizer/gradients');
  return numbersFrom(() => (random.integer(129) - 64) / 32);
});

/** The loss Σ θ · input, whose gradient is the input. */
const linearLoss: Recurrence = defineRecurrence({
  name: 'linear loss',
  parameters: shapes,
  inputs: Object.fromEntries(Object.entries(shapes).map(([path, shape]) => [path, { shape, dtype: 'float' }])),
  initial: () => ({ carry: {} }),
  step: ({ parameters, inputs }) => {
    const product = (path: string): Tensor => sum(mul(parameters[path] as Tensor, inputs[path] as Tensor));
    return { carry: {}, outputs: { loss: paths.map(product).reduce(add) } };
  },
});

/** All parameters changed by an optimizer, as training does it. */
export function updateBy(optimizer: Optimizer): UpdateDefinition {
  return {
    name: optimizer.name,
    settings: ['learningRate', 'step'],
    slots: optimizer.slots,
    update({ parameters, gradients: given, slots, settings }) {
      const results = Object.entries(parameters).map(([path, parameter]) => {
        const own = Object.fromEntries(optimizer.slots.map((slot) => [slot, slots[slot]?.[path] as Tensor]));
        const { learningRate, step } = settings as { readonly learningRate: Tensor; readonly step: Tensor };
        const gradient = given[path] as Tensor;
        return [path, optimizer.update({ parameter, gradient, slots: own, learningRate, step })] as const;
      });
      return {
        parameters: Object.fromEntries(results.map(([path, next]) => [path, next.parameter])),
        slots: Object.fromEntries(
          optimizer.slots.map((slot): [string, Tensors] => [
            slot,
            Object.fromEntries(results.map(([path, next]) => [path, next.slots[slot] as Tensor])),
          ]),
        ),
      };
    },
  };
}

/** Where updates have led. */
export interface Reached {
  /** Name of the executor that ran them, by its own account. */
  readonly executor: string;
  readonly parameters: Numbers;
  /** By slot, then path; of the trainable parameters. */
  readonly slots: Readonly<Record<string, Numbers>>;
}

/** Updates to make. */
export interface Trial {
  readonly start: Numbers;
  /** The gradients of each update, or a function that gives them where the parameters are. */
  readonly updates: readonly (Numbers | ((parameters: Numbers) => Numbers))[];
  readonly learningRate: number;
  readonly engine?: Executor;
  readonly trainable?: readonly string[];
  /** What was kept where this goes on. */
  readonly slots?: Reached['slots'];
  /** The number of the first update; 1 by default. */
  readonly firstStep?: number;
}

/** Makes the updates of a trial. */
export function reach(
  optimizer: Optimizer,
  { start, updates, learningRate, engine = referenceExecutor(), trainable = paths, slots = {}, firstStep = 1 }: Trial,
): Reached {
  const execution = engine.prepare(linearLoss, { trainable, update: updateBy(optimizer) });
  try {
    for (const [path, values] of Object.entries(start)) execution.writeParameter(path, values);
    for (const [slot, byPath] of Object.entries(slots))
      for (const [path, values] of Object.entries(byPath)) execution.writeSlot(slot, path, values);
    const parameters = (): Numbers =>
      Object.fromEntries(paths.map((path) => [path, Array.from(execution.readParameter(path))]));
    for (const [index, given] of updates.entries()) {
      const inputs = typeof given === 'function' ? given(parameters()) : given;
      execution.train({ steps: 1, inputs, outputs: [] }, { learningRate, step: firstStep + index });
    }
    return {
      executor: execution.executor,
      parameters: parameters(),
      slots: Object.fromEntries(
        optimizer.slots.map((slot) => [
          slot,
          Object.fromEntries(trainable.map((path) => [path, Array.from(execution.readSlot(slot, path))])),
        ]),
      ),
    };
  } finally {
    execution.dispose();
  }
}
