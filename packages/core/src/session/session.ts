import type { CarryValues, Execution, Executor, Run, TrainResult, UpdateDefinition, Values } from '@pushdown/tensors';
import type { Predictions, SetPredictions } from '../contracts/evaluation.ts';
import type { TokenChunk } from '../data/token-streams.ts';
import { ModelError } from '../model/errors.ts';
import type { RecurrenceOptions, RecurrentModel } from '../model/recurrent-model.ts';
import { mapValues } from '../plain.ts';
import { type RandomStream, randomStream } from '../random/streams.ts';
import type { AdmissibleSets } from './admissible-sets.ts';
import { carryOfStreams, chunkRun } from './chunk-run.ts';
import { type Batch, type BatchRun, runOf } from './run-of.ts';

/** What an optimizer keeps from step to step: values by slot name and path of the trainable parameter. */
export type OptimizerSlots = Readonly<Record<string, Readonly<Record<string, Values>>>>;

/** Options of `createSession`. */
export interface SessionOptions {
  readonly model: RecurrentModel;
  readonly engine: Executor;
  /** Starting values of all parameters. */
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
  /** Paths of the parameters that train; all others stay exactly as they are. */
  readonly trainable?: readonly string[];
  /** How trainable parameters change; needed by `train`. */
  readonly update?: UpdateDefinition;
  /** What the optimizer kept where training goes on; slots that are not given start from zero. */
  readonly slots?: OptimizerSlots;
  /** What may come next in a string, such as `admissibleSets(language)`; needed by models that predict sets. */
  readonly admissible?: AdmissibleSets;
  /** Where the random inputs of training come from, if the model has any. For predictions all of them are ½. */
  readonly noise?: RandomStream;
}

/** Where a run of a chunk begins. */
export interface ChunkContext {
  /** The state after the chunk before, of as many streams or more; the initial state without it. */
  readonly carry?: CarryValues | undefined;
  /** How many elements a memory without a limit of its own holds; as many as the chunk has steps by default. */
  readonly capacity?: number | undefined;
}

/**
 * A model loaded into an engine. Engines prepare a recurrence for one batch size; a session prepares one for every batch
 * size it meets, and another one when it meets strings of different lengths in a batch of that size. It moves parameters
 * and optimizer slots, exactly, to the one in use.
 *
 * A string gets from a batch of mixed lengths what it gets alone; such a batch takes as long as one in which every string
 * has the length of the longest.
 */
export interface Session {
  readonly model: RecurrentModel;
  /** The engine that runs the model, by its own account once it has run anything. */
  readonly engine: string;
  /** One training step. @returns the loss (summed over a string, mean over the batch) and the update's reports. */
  train(batch: Batch, updateSettings: Readonly<Record<string, number>>): Pick<TrainResult, 'loss' | 'reports'>;
  /** What the model predicts for strings. @throws ModelError when it predicts sets of symbols. */
  predict(batch: Batch): Predictions;
  /** The same for a model that predicts sets. @throws ModelError when it predicts symbols. */
  predictSets(batch: Batch): SetPredictions;
  /**
   * One training step on a chunk of parallel streams (truncated back-propagation through time): the state goes on from the
   * chunk before, gradients end where the chunk begins.
   *
   * @returns the loss (mean over all symbols of the chunk), the update's reports and the state after the chunk.
   * @throws ModelError when the model does not predict streams of symbols, has a memory that keeps its whole history, such as
   *   a nondeterministic stack, or the chunk does not fit.
   */
  trainChunk(
    chunk: TokenChunk,
    updateSettings: Readonly<Record<string, number>>,
    context?: ChunkContext,
  ): Pick<TrainResult, 'loss' | 'reports'> & { readonly carry: CarryValues };
  /** −ln p of every target of a chunk, time first [steps, streams], and the state after it. @throws as `trainChunk`. */
  predictChunk(
    chunk: TokenChunk,
    context?: ChunkContext,
  ): {
    /** Row-major [steps, streams]. */
    readonly nats: Float64Array;
    readonly carry: CarryValues;
  };
  /** A copy of all parameters. */
  parameters(): Record<string, Values>;
  /** A copy of the optimizer's slots; those that are still zero because nothing has run yet may be missing. */
  slots(): OptimizerSlots;
  /** Replaces all parameters. Optimizer slots stay. @throws ModelError when one is missing or has the wrong size. */
  load(parameters: Readonly<Record<string, ArrayLike<number>>>): void;
  /** Frees what the engine keeps. The session is of no use afterwards. */
  dispose(): void;
}

/**
 * Loads a model into an engine; see `Session`.
 * @throws ModelError when parameters are missing or have the wrong size, slots do not belong to the update or to what
 *   trains, or a model of sets has no sets to learn.
 */
export function createSession(options: SessionOptions): Session {
  const { model, engine, trainable = [], update, admissible, noise = randomStream(0, 'noise') } = options;
  if (model.targets === 'set' && admissible === undefined)
    throw new ModelError(
      `a session of a model with the loss ${model.loss} needs "admissible", the sets that may come next`,
    );
  const executions = new Map<string, Execution>();
  // Until the first batch tells what to prepare, parameters wait here.
  let waiting = checked(model, options.parameters);
  const waitingSlots = checkedSlots(model, options);
  let current: Execution | undefined;

  function executionOf(batchSize: number, { inputs }: BatchRun): Execution {
    return execution(batchSize, { unequalLengths: inputs.present !== undefined });
  }

  function execution(batchSize: number, form: RecurrenceOptions): Execution {
    const key = `${batchSize} ${JSON.stringify(form)}`;
    let next = executions.get(key);
    if (next === undefined) {
      const recurrence = model.recurrence(batchSize, form);
      next = engine.prepare(recurrence, { trainable, ...(update === undefined ? {} : { update }) });
      executions.set(key, next);
    }
    if (current === undefined) {
      write(next, waiting);
      for (const [slot, byPath] of Object.entries(waitingSlots))
        for (const [path, values] of Object.entries(byPath)) next.writeSlot(slot, path, values);
    } else if (current !== next) move(current, next);
    current = next;
    return next;
  }

  function move(from: Execution, to: Execution): void {
    for (const { path } of model.parameters) to.writeParameter(path, from.readParameter(path));
    for (const slot of update?.slots ?? []) {
      for (const path of trainable) to.writeSlot(slot, path, from.readSlot(slot, path));
    }
  }

  /** Outputs of a forward run, by name. */
  function forward<Name extends string>(
    batch: Batch,
    run: BatchRun,
    names: readonly Name[],
  ): Record<Name, Float64Array> {
    const { outputs } = executionOf(batch.length, run).forward({ ...run, outputs: names });
    return Object.fromEntries(names.map((name) => [name, Float64Array.from(outputs[name]?.values ?? [])])) as Record<
      Name,
      Float64Array
    >;
  }

  /** A chunk as a run, and what runs it. */
  function prepareChunk(
    chunk: TokenChunk,
    { carry, capacity }: ChunkContext,
    source?: RandomStream,
  ): { readonly running: Execution; readonly run: Run } {
    const streams = chunk.inputs.length;
    const run: Run = {
      ...chunkRun(model, chunk, source),
      ...(capacity === undefined ? {} : { capacity }),
      ...(carry === undefined ? {} : { carry: carryOfStreams(carry, streams) }),
      keepCarry: true,
    };
    return {
      running: execution(streams, { weightedLoss: true }),
      run: { ...run, settings: { lossWeight: 1 / run.steps } },
    };
  }

  function requireTargets(targets: RecurrentModel['targets'], instead: string): void {
    if (model.targets !== targets)
      throw new ModelError(`a model with the loss ${model.loss} predicts ${model.targets}s; use ${instead}`);
  }

  return {
    model,
    get engine() {
      return current?.executor ?? engine.name;
    },
    train(batch, updateSettings) {
      const run = runOf(model, batch, { admissible, noise });
      const { loss, reports } = executionOf(batch.length, run).train({ ...run, outputs: [] }, updateSettings);
      return { loss, reports };
    },
    trainChunk(chunk, updateSettings, context = {}) {
      const { running, run } = prepareChunk(chunk, context, noise);
      const { loss, reports, carry = {} } = running.train({ ...run, outputs: [] }, updateSettings);
      return { loss, reports, carry };
    },
    predictChunk(chunk, context = {}) {
      const { running, run } = prepareChunk(chunk, context);
      const { outputs, carry = {} } = running.forward({ ...run, outputs: ['nats'] });
      return { nats: Float64Array.from(outputs.nats?.values ?? []), carry };
    },
    predict(batch) {
      requireTargets('symbol', 'predictSets');
      const run = runOf(model, batch);
      return { strings: batch, length: run.steps, ...forward(batch, run, ['nats', 'predicted']) };
    },
    predictSets(batch) {
      requireTargets('set', 'predict');
      const run = runOf(model, batch, { admissible });
      const positions = model.predict === 'string' ? run.steps + 1 : run.steps;
      const outputs = forward(batch, run, ['losses', 'admitted', 'right']);
      return { strings: batch, positions, outputSize: model.outputSize, ...outputs };
    },
    parameters: () =>
      current === undefined
        ? mapValues(waiting, (values) => values.slice())
        : Object.fromEntries(model.parameters.map(({ path }) => [path, (current as Execution).readParameter(path)])),
    slots() {
      const from = current;
      if (from === undefined) return mapValues(waitingSlots, (byPath) => mapValues(byPath, (values) => values.slice()));
      return Object.fromEntries(
        (update?.slots ?? []).map((slot) => [
          slot,
          Object.fromEntries(trainable.map((path) => [path, from.readSlot(slot, path)])),
        ]),
      );
    },
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

/** Copies of slots to begin with. @throws ModelError when one is not of the update, not trainable or of the wrong size. */
function checkedSlots(
  model: RecurrentModel,
  { slots = {}, update, trainable = [] }: SessionOptions,
): Record<string, Record<string, Values>> {
  return mapValues(slots, (byPath, slot) => {
    if (update?.slots.includes(slot) !== true) throw new ModelError(`the optimizer has no slot "${slot}"`);
    return mapValues(byPath, (values, path) => {
      const parameter = model.parameters.find((each) => each.path === path);
      const size = parameter?.shape.reduce((product, next) => product * next, 1);
      if (!trainable.includes(path) || values.length !== size)
        throw new ModelError(`the slot "${slot}" of "${path}" does not fit what is trained`);
      return values.slice();
    });
  });
}
