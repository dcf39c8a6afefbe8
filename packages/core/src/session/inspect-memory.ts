import type { Execution, Executor } from '@pushdown/tensors';
import { ModelError } from '../model/errors.ts';
import type { RecurrentModel } from '../model/recurrent-model.ts';
import { type BatchRun, runOf } from './run-of.ts';

/** Numbers of one step, row-major, without the axis of the batch. */
export interface StepValues {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What a memory did after one symbol. */
export interface MemoryStep {
  readonly symbol: number;
  /** By the names the memory gives its actions. */
  readonly actions: Readonly<Record<string, StepValues>>;
  /** r_t, as the next step gets it. */
  readonly reading: StepValues;
  /** What is stored then, by the names in `Memory.contents`; of growing memories [n, …] for a string of n symbols. */
  readonly contents: Readonly<Record<string, StepValues>>;
  /** What the classifier gave to each symbol, and to the end where there is one, before the memory moved: [outputSize]. */
  readonly logits: readonly number[];
}

const actionPrefix = 'actions/';

/**
 * Runs a string through a model and tells step by step what its memory did and what it holds.
 *
 * An engine returns states after the last step only, so contents take one run for each prefix of the string.
 *
 * @returns one entry a symbol.
 * @throws ModelError when the model has no memory, or a symbol is outside the alphabet.
 */
export function inspectMemory(options: {
  readonly model: RecurrentModel;
  readonly engine: Executor;
  readonly parameters: Readonly<Record<string, ArrayLike<number>>>;
  readonly string: readonly number[];
}): MemoryStep[] {
  const { model, engine, parameters, string } = options;
  if (model.memory === undefined) throw new ModelError('the model has no memory to look into');
  const recurrence = model.recurrence(1);
  const execution = engine.prepare(recurrence);
  try {
    for (const { path } of model.parameters) execution.writeParameter(path, parameters[path] ?? []);
    const actionNames = Object.keys(recurrence.step.outputs).filter((name) => name.startsWith(actionPrefix));
    const run = unscored(model, string);
    const { outputs } = execution.forward({ ...run, outputs: ['logits', 'reading', ...actionNames] });
    const at = (name: string, time: number): StepValues => {
      const { shape, values } = outputs[name] as (typeof outputs)[string];
      // Rows of steps are last: some outputs have one more, of the initial state.
      return rowOf(shape.slice(2), values, (shape[0] as number) - string.length + time);
    };
    return string.map((symbol, time) => ({
      symbol,
      actions: Object.fromEntries(actionNames.map((name) => [name.slice(actionPrefix.length), at(name, time)])),
      reading: at('reading', time),
      contents: contentsAfter(execution, model, string, time + 1),
      logits: at('logits', time).values,
    }));
  } finally {
    execution.dispose();
  }
}

function contentsAfter(
  execution: Execution,
  model: RecurrentModel,
  string: readonly number[],
  length: number,
): Record<string, StepValues> {
  const names = model.memory?.contents ?? [];
  if (names.length === 0) return {};
  // The room of the whole string, so that all prefixes give contents of one shape.
  const run = { ...unscored(model, string.slice(0, length)), capacity: string.length };
  const carry = execution.forward({ ...run, outputs: [], keepCarry: true }).carry ?? {};
  return Object.fromEntries(
    names.map((name) => {
      const stored = carry[`memory/${name}`];
      if (stored === undefined)
        throw new ModelError(`the memory ${model.memory?.name} has no state "${name}", which it lists as its contents`);
      return [name, rowOf(stored.shape.slice(1), stored.values, 0)];
    }),
  );
}

/** A run whose targets do not count: nothing is compared with what a language allows, and any string will do. */
function unscored(model: RecurrentModel, string: readonly number[]): BatchRun {
  const none = new Array<boolean>(model.alphabetSize + 1).fill(false);
  return runOf(model, [string], { admissible: (prefixes) => Array.from({ length: prefixes.length + 1 }, () => none) });
}

function rowOf(shape: readonly number[], values: ArrayLike<number>, row: number): StepValues {
  const size = shape.reduce((product, next) => product * next, 1);
  return { shape, values: Array.from({ length: size }, (_, index) => values[row * size + index] as number) };
}
