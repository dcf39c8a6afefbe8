import type { ParameterValues, RecurrentModel } from '@pushdown/core';
import { type Executor, referenceExecutor } from '@pushdown/tensors';
import { mismatch, type Tolerance } from '../suite/close.ts';
import { drawParameters, type ModelSubject } from './model-subject.ts';
import type { Outcome, Task, Way } from './ways.ts';

/** How strings are run, if otherwise than on the reference with the usual parameters. */
export interface RunSettings {
  readonly engine?: Executor;
  readonly parameters?: ParameterValues;
  readonly noisy?: boolean;
  readonly lossOnly?: boolean;
  /** Made ready anew, instead of as it was before. */
  readonly fresh?: boolean;
}

const reference = referenceExecutor();

/** A subject in use: making a model ready takes much longer than to run it. */
interface Opened {
  readonly model: RecurrentModel;
  readonly parameters: ParameterValues;
  /** What is compared: the outputs of the subject, and what its memory did. */
  readonly outputs: readonly string[];
  readonly loaded: Map<string, ReturnType<Way['load']>>;
}

const opened = new WeakMap<ModelSubject, Opened>();

function open(subject: ModelSubject): Opened {
  const known = opened.get(subject);
  if (known !== undefined) return known;
  const model = subject.model();
  const actions = Object.keys(model.recurrence(1).step.outputs).filter((name) => name.startsWith('actions/'));
  const made = {
    model,
    parameters: drawParameters(model),
    outputs: [...subject.outputs, ...actions],
    loaded: new Map<string, ReturnType<Way['load']>>(),
  };
  opened.set(subject, made);
  return made;
}

/** Runs strings one way. */
export function outcomeOf(
  subject: ModelSubject,
  way: Way,
  batch: Task['batch'],
  { engine = reference, parameters, noisy = false, lossOnly = false, fresh = false }: RunSettings = {},
): Outcome {
  const { model, parameters: usual, outputs, loaded } = open(subject);
  const index = subject.engines.findIndex((one) => one.engine === engine);
  const key = `${way.wrapper} ${batch.length} ${index}`;
  const before = fresh ? undefined : loaded.get(key);
  const run = before ?? way.load(subject, { model, engine, batchSize: batch.length });
  if (!fresh) loaded.set(key, run);
  return run({ parameters: parameters ?? usual, batch, noisy, lossOnly, outputs });
}

/** Parameters as they are in an engine that may be less precise. */
export function roundedBy(engine: Executor, model: RecurrentModel, parameters: ParameterValues): ParameterValues {
  const execution = engine.prepare(model.recurrence(1));
  try {
    return Object.fromEntries(
      Object.entries(parameters).map(([path, values]) => {
        execution.writeParameter(path, values);
        return [path, Float64Array.from(execution.readParameter(path))];
      }),
    );
  } finally {
    execution.dispose();
  }
}

/** One row a step: all numbers that an output has for one string of the batch. */
export function rowsOf({ outputs }: Outcome, name: string, column: number): number[][] {
  const { shape, values } = outputs[name] as Outcome['outputs'][string];
  const [rows, batch, ...rest] = shape as [number, number, ...number[]];
  const size = rest.reduce((product, next) => product * next, 1);
  return Array.from({ length: rows }, (_, row) => {
    const start = (row * batch + column) * size;
    return Array.from(values.slice(start, start + size));
  });
}

/** Every way in which the outputs, losses and gradients of two runs differ; only gradients that both have are compared. */
export function differences(actual: Outcome, expected: Outcome, tolerance: Tolerance): string[] {
  const problems: string[] = [];
  const compare = (what: string, found: ArrayLike<number>, wanted: ArrayLike<number>): void => {
    const problem = mismatch(found, wanted, tolerance);
    if (problem !== undefined) problems.push(`${what} ${problem}`);
  };
  for (const [name, { values }] of Object.entries(expected.outputs))
    compare(name, actual.outputs[name]?.values ?? [], values);
  compare('the loss', [actual.loss], [expected.loss]);
  for (const [path, values] of Object.entries(actual.gradients)) {
    const wanted = expected.gradients[path];
    if (wanted !== undefined) compare(`the gradient of ${path}`, values, wanted);
  }
  return problems;
}
