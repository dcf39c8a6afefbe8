import {
  decodeParameters,
  encodeParameters,
  noiseInputs,
  type ParameterValues,
  type RecurrentModel,
  randomStream,
  runOf as runOfBatch,
} from '@pushdown/core';
import {
  type ConcreteTensor,
  type Execution,
  type Executor,
  mul,
  type Run,
  sub,
  type Tensor,
  type UpdateDefinition,
  type Values,
} from '@pushdown/tensors';
import { ConformanceError } from '../suite/conformance-error.ts';
import type { ModelSubject } from './model-subject.ts';

/** What a model gave for a batch. */
export interface Outcome {
  /** Name of the executor that ran it, by its own account. */
  readonly executor: string;
  /** Time first, then string. */
  readonly outputs: Readonly<Record<string, ConcreteTensor>>;
  readonly loss: number;
  /** By path; of a way that computes none, none. */
  readonly gradients: Readonly<Record<string, Values>>;
}

/** A model in an engine. */
export interface Loaded {
  readonly model: RecurrentModel;
  readonly engine: Executor;
  readonly batchSize: number;
}

/** One run of it. */
export interface Task {
  /** As they are in the engine after being written: the reference has the same. */
  readonly parameters: ParameterValues;
  /** Strings of one length, as many as the model was loaded for. */
  readonly batch: readonly (readonly number[])[];
  readonly outputs: readonly string[];
  /** Random inputs as in training; ½ without it. */
  readonly noisy: boolean;
  /** Only the loss is wanted. */
  readonly lossOnly: boolean;
}

/** A way to run a model: as it is, or under one of the wrappers that training and evaluation put around it. */
export interface Way {
  /** Undefined for the model as it is. */
  readonly wrapper: string | undefined;
  /** Why models of this subject cannot be run so, if they cannot. */
  inapplicable?(subject: ModelSubject): string | undefined;
  /** Why gradients do not exist here, if they do not. */
  readonly withoutGradients?: string;
  /** Makes the model ready; what is returned runs it. */
  load(subject: ModelSubject, loaded: Loaded): (task: Task) => Outcome;
}

function runOf(model: RecurrentModel, { batch, outputs, noisy }: Task): Run & { readonly capacity: number } {
  const { steps, inputs } = runOfBatch(model, batch, noisy ? { noise: randomStream(3, 'conformance/noise') } : {});
  return { steps, inputs, outputs, capacity: Math.max(1, steps) };
}

function prepare(
  { model, engine, batchSize }: Loaded,
  { trainable, unequalLengths = false }: { readonly trainable: readonly string[]; readonly unequalLengths?: boolean },
): Execution {
  return engine.prepare(model.recurrence(batchSize, { unequalLengths }), { trainable, update: descent });
}

function write(execution: Execution, parameters: ParameterValues): void {
  for (const [path, values] of Object.entries(parameters)) execution.writeParameter(path, values);
}

const descent: UpdateDefinition = {
  name: 'gradient descent',
  settings: ['learningRate'],
  slots: [],
  update: ({ parameters, gradients, settings }) => ({
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([path, value]) => [
        path,
        sub(value, mul(settings.learningRate as Tensor, gradients[path] as Tensor)),
      ]),
    ),
    slots: {},
  }),
};

function execute(execution: Execution, { lossOnly }: Task, run: Run): Outcome {
  if (lossOnly) {
    const { outputs } = execution.forward({ ...run, outputs: ['loss'] });
    return { executor: execution.executor, outputs: {}, loss: sum(outputs.loss), gradients: {} };
  }
  const { outputs, loss, gradients } = execution.gradients(run);
  return { executor: execution.executor, outputs, loss, gradients };
}

function sum(tensor: ConcreteTensor | undefined): number {
  return Array.from(tensor?.values ?? []).reduce((total, value) => total + value, 0);
}

const allPaths = ({ parameters }: RecurrentModel): readonly string[] => parameters.map(({ path }) => path);

const plain: Way = {
  wrapper: undefined,
  load(_subject, loaded) {
    const execution = prepare(loaded, { trainable: allPaths(loaded.model) });
    return (task) => {
      write(execution, task.parameters);
      return execute(execution, task, runOf(loaded.model, task));
    };
  },
};

/** The part does not train; everything around it does, and the part stays as it is to the last bit. */
const frozen: Way = {
  wrapper: 'frozen',
  load(subject, loaded) {
    const own = loaded.model.parameters.filter(({ component }) => component === subject.kind).map(({ path }) => path);
    const others = allPaths(loaded.model).filter((path) => !own.includes(path));
    const execution = prepare(loaded, { trainable: others });
    return (task) => {
      write(execution, task.parameters);
      const run = runOf(loaded.model, task);
      const outcome = execute(execution, task, run);
      if (task.lossOnly) return outcome;
      const before = own.map((path) => execution.readParameter(path));
      execution.train(run, { learningRate: 0.1 });
      for (const [index, path] of own.entries()) {
        const after = execution.readParameter(path);
        if (before[index]?.some((value, place) => !Object.is(value, after[place])))
          throw new ConformanceError(`a training step changed ${path}, which is frozen`);
      }
      return outcome;
    };
  },
};

/** The string is run piece by piece, the state carried from piece to piece. */
const chunked: Way = {
  wrapper: 'chunked',
  withoutGradients: 'a carried state passes no gradients back',
  inapplicable({ part }) {
    return 'tables' in part && part.tables !== undefined
      ? 'a memory with history tables has no state to continue from'
      : undefined;
  },
  load(_subject, loaded) {
    const { inputs: declared } = loaded.model.recurrence(loaded.batchSize);
    const execution = prepare(loaded, { trainable: [] });
    return (task) => {
      write(execution, task.parameters);
      const whole = runOf(loaded.model, task);
      const pieces: Readonly<Record<string, ConcreteTensor>>[] = [];
      let carry: Run['carry'];
      let start = 0;
      do {
        // Pieces of 1, 2, 3, 1, … symbols; of an empty string one empty piece.
        const steps = Math.min(1 + (pieces.length % 3), whole.steps - start);
        const inputs = Object.fromEntries(
          Object.entries(whole.inputs).map(([name, values]) => {
            const { shape, initial } = declared[name] as (typeof declared)[string];
            const size = shape.reduce((product, next) => product * next, 1);
            const end = start + steps + (initial === true ? 1 : 0);
            return [name, Array.from(values).slice(start * size, end * size)];
          }),
        );
        const outputs = [...task.outputs, 'loss'];
        const from = carry === undefined ? {} : { carry };
        const result = execution.forward({ ...whole, ...from, steps, inputs, outputs, keepCarry: true });
        pieces.push(result.outputs);
        carry = result.carry ?? {};
        start += steps;
      } while (start < whole.steps);
      const { loss, ...outputs } = Object.fromEntries(
        Object.keys(pieces[0] as object).map((name) => [
          name,
          joined(pieces.map((piece) => piece[name] as ConcreteTensor)),
        ]),
      );
      return { executor: execution.executor, outputs, loss: sum(loss), gradients: {} };
    };
  },
};

function joined(pieces: readonly ConcreteTensor[]): ConcreteTensor {
  const [, ...rest] = (pieces[0] as ConcreteTensor).shape;
  const rows = pieces.reduce((total, { shape }) => total + (shape[0] as number), 0);
  return { shape: [rows, ...rest], values: Float64Array.from(pieces.flatMap(({ values }) => Array.from(values))) };
}

/** How many steps after their end strings are masked for. */
const masking = 2;

/** The strings stand in a batch that goes on after they have ended, as beside longer ones. */
const masked: Way = {
  wrapper: 'masked',
  load(_subject, loaded) {
    const { model, batchSize } = loaded;
    const execution = prepare(loaded, { trainable: allPaths(model), unequalLengths: true });
    const count = masking * batchSize;
    const fill = (values: ArrayLike<number>, value: number): number[] => [
      ...Array.from(values),
      ...new Array<number>(count).fill(value),
    ];
    return (task) => {
      write(execution, task.parameters);
      const run = runOf(model, task);
      const noise = Object.fromEntries(
        Object.entries(noiseInputs(model, { steps: masking, batchSize })).map(([name, rest]) => [
          name,
          [...Array.from(run.inputs[name] ?? []), ...rest],
        ]),
      );
      const inputs = {
        ...noise,
        symbols: fill(run.inputs.symbols ?? [], 0),
        targets: fill(run.inputs.targets ?? [], model.alphabetSize),
        present: fill(new Array<number>(run.steps * batchSize).fill(1), 0),
      };
      const outcome = execute(execution, task, { ...run, steps: run.steps + masking, inputs });
      const outputs = Object.fromEntries(
        Object.entries(outcome.outputs).map(([name, { shape, values }]) => {
          const [rows, ...rest] = shape as [number, ...number[]];
          const size = rest.reduce((product, next) => product * next, 1);
          return [name, { shape: [rows - masking, ...rest], values: values.slice(0, (rows - masking) * size) }];
        }),
      );
      return { ...outcome, outputs };
    };
  },
};

/** The parameters go through a file, and into a model that is made anew. */
const checkpointed: Way = {
  wrapper: 'checkpointed',
  load(subject, loaded) {
    const model = subject.remade();
    const run = plain.load(subject, { ...loaded, model });
    return (task) =>
      run({ ...task, parameters: decodeParameters(model, encodeParameters(loaded.model, task.parameters)) });
  },
};

/** The first is the model as it is. */
export const ways: readonly Way[] = [plain, frozen, chunked, masked, checkpointed];
