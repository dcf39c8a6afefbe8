import type { Execution, Executor, TrainResult, UpdateDefinition, Values } from '@pushdown/tensors';
import type { Predictions } from '../contracts/evaluation.ts';
import { ModelError } from '../model/errors.ts';
import type { RecurrentModel } from '../model/recurrent-model.ts';
import { mapValues } from '../plain.ts';

/** Strings of one length. */
export type Batch = readonly (readonly number[])[];

export interface SessionOptions {
  readonly model: RecurrentModel;
  readonly engine: Executor;
  /** Starting values of all parameters. */
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
  /** Paths of the parameters that train; all others stay exactly as they are. */
  readonly trainable?: readonly string[];
  /** How trainable parameters change; needed by `train`. */
  readonly update?: UpdateDefinition;
}

/**
 * A model loaded into an engine. Engines prepare a recurrence for one batch size; a session prepares one for every batch
 * size it meets and moves parameters and optimizer slots to the one in use.
 */
export interface Session {
  readonly model: RecurrentModel;
  /** The engine that runs the model, by its own account once it has run anything. */
  readonly engine: string;
  /** One training step. @returns the loss (nats summed over a string, mean over the batch) and the update's reports. */
  train(batch: Batch, updateSettings: Readonly<Record<string, number>>): Pick<TrainResult, 'loss' | 'reports'>;
  /** What the model predicts for strings of one length. */
  predict(batch: Batch): Predictions;
  /** A copy of all parameters. */
  parameters(): Record<string, Values>;
  /** Replaces all parameters. Optimizer slots stay. */
  load(parameters: Readonly<Record<string, ArrayLike<number>>>): void;
  dispose(): void;
}

/** @throws ModelError when parameters are missing or have the wrong size. */
export function createSession(options: SessionOptions): Session {
  const { model, engine, trainable = [], update } = options;
  const executions = new Map<number, Execution>();
  // Until the first batch tells which batch size to prepare, parameters wait here.
  let waiting = checked(model, options.parameters);
  let current: Execution | undefined;

  function execution(batchSize: number): Execution {
    let next = executions.get(batchSize);
    if (next === undefined) {
      next = engine.prepare(model.recurrence(batchSize), { trainable, ...(update === undefined ? {} : { update }) });
      executions.set(batchSize, next);
    }
    if (current === undefined) write(next, waiting);
    else if (current !== next) move(current, next);
    current = next;
    return next;
  }

  function move(from: Execution, to: Execution): void {
    for (const { path } of model.parameters) to.writeParameter(path, from.readParameter(path));
    for (const slot of update?.slots ?? []) {
      for (const path of trainable) to.writeSlot(slot, path, from.readSlot(slot, path));
    }
  }

  return {
    model,
    get engine() {
      return current?.executor ?? engine.name;
    },
    train(batch, updateSettings) {
      const run = runOf(model, batch);
      const { loss, reports } = execution(batch.length).train({ ...run, outputs: [] }, updateSettings);
      return { loss, reports };
    },
    predict(batch) {
      const run = runOf(model, batch);
      const { outputs } = execution(batch.length).forward({ ...run, outputs: ['nats', 'predicted'] });
      const output = (name: string): Float64Array => Float64Array.from(outputs[name]?.values ?? []);
      return { strings: batch, length: run.steps, nats: output('nats'), predicted: output('predicted') };
    },
    parameters: () =>
      current === undefined
        ? mapValues(waiting, (values) => values.slice())
        : Object.fromEntries(model.parameters.map(({ path }) => [path, (current as Execution).readParameter(path)])),
    load(parameters) {
      waiting = checked(model, parameters);
      if (current !== undefined) write(current, waiting);
    },
    dispose() {
      for (const prepared of executions.values()) prepared.dispose();
      executions.clear();
    },
  };
}

function write(execution: Execution, parameters: Readonly<Record<string, Values>>): void {
  for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
}

/** Copies of a model's parameters. @throws ModelError when one is missing or has the wrong size. */
function checked(model: RecurrentModel, parameters: SessionOptions['parameters']): Record<string, Values> {
  return Object.fromEntries(
    model.parameters.map(({ path, shape }) => {
      const values = parameters[path];
      const size = shape.reduce((product, next) => product * next, 1);
      if (values?.length !== size) {
        throw new ModelError(`the parameter "${path}" needs ${size} values, given ${values?.length ?? 'none'}`);
      }
      return [path, Float64Array.from(values)];
    }),
  );
}

/**
 * A batch of strings as a run of the model: inputs time first, targets shifted by one, the end of a string last.
 * @throws ModelError when the batch is empty, its strings differ in length, a symbol is outside the alphabet, or the model
 *   predicts a stream.
 */
export function runOf(
  model: RecurrentModel,
  batch: Batch,
): { steps: number; inputs: { symbols: Int32Array; targets: Int32Array } } {
  if (model.predict !== 'string') throw new ModelError('a model that predicts a stream takes no batches of strings');
  const steps = batch[0]?.length;
  if (steps === undefined) throw new ModelError('a batch needs at least one string');
  const symbols = new Int32Array(steps * batch.length);
  const targets = new Int32Array((steps + 1) * batch.length).fill(model.alphabetSize);
  for (const [column, string] of batch.entries()) {
    if (string.length !== steps)
      throw new ModelError(`all strings of a batch have one length; found ${steps} and ${string.length}`);
    for (const [time, symbol] of string.entries()) {
      if (!Number.isInteger(symbol) || symbol < 0 || symbol >= model.alphabetSize) {
        throw new ModelError(
          `symbol ${symbol} at position ${time} is outside the alphabet of ${model.alphabetSize} symbols`,
        );
      }
      symbols[time * batch.length + column] = symbol;
      targets[time * batch.length + column] = symbol;
    }
  }
  return { steps, inputs: { symbols, targets } };
}
