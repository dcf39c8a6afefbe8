import {
  type Attributes,
  type BackwardGraph,
  type CarryValues,
  type ConcreteTensor,
  checkRun,
  differentiateRecurrence,
  type Execution,
  elementCount,
  type GradientResult,
  type PrepareOptions,
  type Recurrence,
  type Run,
  type RunResult,
  resolveShape,
  type SizeValues,
  slotKey,
  type Tensor,
  TensorError,
  type TrainResult,
  traceUpdate,
  type Values,
} from '@pushdown/tensors';
import type { LoadedBackend } from '../backends/backend.ts';
import type { TfTensor } from '../tfjs.ts';
import { HistoryTable } from './history-table.ts';
import { toFloats, toNumbers, toTensor } from './numbers.ts';
import { type Frame, Program } from './program.ts';
import { VariableStore } from './store.ts';

type Named<T> = Readonly<Record<string, T>>;

interface ForwardPrograms {
  readonly outputs: readonly string[];
  readonly initial: Program;
  readonly step: Program;
}

interface BackwardPart {
  readonly graph: BackwardGraph;
  readonly program: Program;
  /** Values of the forward graph that the backward graph reads; only these outlive their step. */
  readonly kept: readonly Tensor[];
  /** Tables that it reads, again when their step's turn comes: to keep all readings would take the square of the steps. */
  readonly tables: readonly Tensor[];
}

interface BackwardPrograms {
  readonly forward: ForwardPrograms;
  readonly initial: BackwardPart;
  readonly step: BackwardPart;
}

/** One forward pass with what a backward pass needs of it. Its tensors belong to the scope of the run. */
interface Trajectory {
  readonly sizes: (step: number) => SizeValues;
  readonly initialFrame: Frame | undefined;
  readonly frames: readonly Frame[];
  readonly carry: Named<TfTensor>;
  readonly tables: Named<HistoryTable>;
  readonly outputs: Named<ConcreteTensor>;
  readonly loss: number;
}

function map<A, B>(record: Named<A>, convert: (value: A, name: string) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value, name)]));
}

function defined(tensors: Named<Tensor | undefined>): [string, Tensor][] {
  return Object.entries(tensors).filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
}

/**
 * Prepares a recurrence to be run operation by operation. Nothing of TensorFlow.js is needed before the first run.
 * @param backend throws when it is not loaded.
 */
export function prepareExecution(
  executor: string,
  recurrence: Recurrence,
  options: PrepareOptions,
  backend: () => LoadedBackend,
): Execution {
  const { trainable = [] } = options;
  for (const path of trainable) {
    if (recurrence.parameters[path] === undefined)
      throw new TensorError(`${recurrence.name}: there is no parameter "${path}" to train`);
  }
  const trainableShapes = Object.fromEntries(
    trainable.map((path) => [path, recurrence.parameters[path] as readonly number[]]),
  );
  const update = options.update === undefined ? undefined : traceUpdate(options.update, trainableShapes);
  const tf = () => backend().tf;
  const parameters = new VariableStore(tf, recurrence.parameters);
  const slots = new VariableStore(
    tf,
    Object.fromEntries(
      (update?.slotNames ?? []).flatMap((slot) =>
        Object.entries(trainableShapes).map(([path, shape]) => [slotKey(slot, path), shape]),
      ),
    ),
  );
  const programs = new Set<Program>();
  const forwardCache = new Map<string, ForwardPrograms>();
  const backwardCache = new Map<ForwardPrograms, BackwardPrograms>();
  let updateProgram: Program | undefined;

  function makeProgram(results: readonly Tensor[], continues?: Program): Program {
    const program = new Program(tf, results, continues);
    programs.add(program);
    return program;
  }

  function forwardPrograms(outputs: readonly string[]): ForwardPrograms {
    const key = outputs.join('\n');
    let found = forwardCache.get(key);
    if (found === undefined) {
      const { initial, step } = recurrence;
      const chosen = (all: Named<Tensor>): Tensor[] => outputs.flatMap((name) => all[name] ?? []);
      found = {
        outputs,
        initial: makeProgram([...Object.values(initial.carry), ...chosen(initial.outputs)]),
        step: makeProgram([...Object.values(step.nextCarry), ...chosen(step.outputs), ...Object.values(step.entries)]),
      };
      forwardCache.set(key, found);
    }
    return found;
  }

  function backwardPrograms(outputs: readonly string[]): BackwardPrograms {
    const forward = forwardPrograms(outputs);
    let found = backwardCache.get(forward);
    if (found === undefined) {
      const prepare = (graph: BackwardGraph, continues: Program): BackwardPart => {
        const results = [graph.parameters, graph.carry, graph.tables].flatMap((group) =>
          defined(group).map(([, tensor]) => tensor),
        );
        const program = makeProgram(results, continues);
        const read = program.readsFrom(continues, results);
        const isTable = ({ primitive, attributes }: Tensor): boolean =>
          primitive === 'leaf' && (attributes as Attributes['leaf']).role === 'table';
        return {
          graph,
          program,
          kept: read.filter((tensor) => !isTable(tensor)),
          tables: read.filter(isTable),
        };
      };
      const graphs = differentiateRecurrence(recurrence, trainable);
      found = {
        forward,
        initial: prepare(graphs.initial, forward.initial),
        step: prepare(graphs.step, forward.step),
      };
      backwardCache.set(forward, found);
    }
    return found;
  }

  /** Whatever `work` makes on the device is freed at its end, also when it fails. */
  function scoped<T>(work: () => T): T {
    return backend().use((tfjs) => {
      let result: T | undefined;
      tfjs.tidy(() => {
        result = work();
      });
      return result as T;
    });
  }

  function forward(
    run: Run,
    { outputs: names, initial, step: stepProgram }: ForwardPrograms,
    backward?: BackwardPrograms,
  ): Trajectory {
    const tfjs = tf();
    const { steps } = run;
    const capacity = run.capacity ?? Math.max(1, steps);
    const sizes = (step: number): SizeValues => ({ capacity, entries: step });
    const settings = map(run.settings ?? {}, (value) => tfjs.scalar(value));
    const inputs = map(recurrence.inputs, ({ dtype }, name) => toNumbers(run.inputs[name] as ArrayLike<number>, dtype));
    const tables = map(recurrence.tables, (shape) => new HistoryTable(tfjs, shape, capacity));
    const rows: Record<string, Float32Array[]> = Object.fromEntries(names.map((name) => [name, []]));
    const collect = (program: Program, frame: Frame, outputs: Named<Tensor>): void => {
      for (const name of names) {
        const output = outputs[name];
        if (output !== undefined) rows[name]?.push(toFloats(program.value(frame, output)));
      }
    };
    const leafValue = (leaf: Tensor, step: number, carry: Named<TfTensor>): TfTensor => {
      const { role, name } = leaf.attributes as Attributes['leaf'];
      if (role === 'parameter') return parameters.variable(name);
      if (role === 'setting') return settings[name] as TfTensor;
      if (role === 'carry') return carry[name] as TfTensor;
      if (role === 'table') return (tables[name] as HistoryTable).read(step);
      const { shape, dtype, initial: early } = recurrence.inputs[name] as Recurrence['inputs'][string];
      const size = elementCount(shape);
      const row = early === true ? step + 1 : step;
      return toTensor(tfjs, (inputs[name] as Float32Array).slice(row * size, (row + 1) * size), shape, dtype);
    };
    /** Runs one graph in a scope of its own, which only the carried state and what backward reads leave. */
    const evaluate = (
      program: Program,
      graph: { readonly outputs: Named<Tensor>; readonly carry: Named<Tensor>; readonly entries: Named<Tensor> },
      kept: readonly Tensor[],
      step: number,
      carry: Named<TfTensor>,
    ): { readonly frame: Frame; readonly next: Record<string, TfTensor> } => {
      const frame: Frame = [];
      let next: Record<string, TfTensor> = {};
      let entries: Record<string, TfTensor> = {};
      tfjs.tidy(() => {
        program.evaluate(frame, sizes(Math.max(step, 0)), (leaf) => leafValue(leaf, step, carry));
        collect(program, frame, graph.outputs);
        // Clones: a state may be a parameter, a constant or another state, which live on when it is disposed of.
        const clone = (tensor: Tensor): TfTensor => program.value(frame, tensor).clone();
        [next, entries] = [map(graph.carry, clone), map(graph.entries, clone)];
        const values = kept.map((tensor) => program.value(frame, tensor));
        return [...Object.values(next), ...Object.values(entries), ...values];
      });
      for (const [name, entry] of Object.entries(entries)) tables[name]?.write(step, entry);
      const left: Frame = [];
      for (const tensor of kept) left[program.place(tensor)] = program.value(frame, tensor);
      return { frame: left, next };
    };

    let carry: Record<string, TfTensor>;
    let initialFrame: Frame | undefined;
    if (run.carry === undefined) {
      const graph = { outputs: recurrence.initial.outputs, carry: recurrence.initial.carry, entries: {} };
      const result = evaluate(initial, graph, backward?.initial.kept ?? [], -1, {});
      initialFrame = result.frame;
      carry = result.next;
    } else {
      const given = run.carry;
      carry = map(recurrence.initial.carry, ({ shape, dtype }, name) =>
        toTensor(tfjs, toNumbers((given[name] as ConcreteTensor).values, dtype), resolveShape(shape, sizes(0)), dtype),
      );
    }

    const frames: Frame[] = [];
    const graph = {
      outputs: recurrence.step.outputs,
      carry: recurrence.step.nextCarry,
      entries: recurrence.step.entries,
    };
    for (let step = 0; step < steps; step++) {
      const { frame, next } = evaluate(stepProgram, graph, backward?.step.kept ?? [], step, carry);
      if (backward === undefined) for (const tensor of Object.values(carry)) tensor.dispose();
      else frames.push(frame);
      carry = next;
    }
    return {
      sizes,
      initialFrame,
      frames,
      carry,
      tables,
      outputs: map(rows, (parts, name) => {
        const shape = resolveShape((recurrence.step.outputs[name] as Tensor).shape, sizes(0));
        return { shape: [parts.length, ...shape], values: joinRows(parts, elementCount(shape)) };
      }),
      loss: (rows.loss ?? []).reduce((total, part) => total + (part[0] as number), 0),
    };
  }

  function result(run: Run, { outputs, carry, sizes }: Trajectory): RunResult {
    const chosen =
      run.outputs === undefined
        ? outputs
        : Object.fromEntries(run.outputs.map((name) => [name, outputs[name] as ConcreteTensor]));
    if (run.keepCarry !== true) return { outputs: chosen };
    const values: CarryValues = map(carry, (tensor, name) => ({
      shape: resolveShape((recurrence.initial.carry[name] as Tensor).shape, sizes(run.steps)),
      values: toFloats(tensor),
    }));
    return { outputs: chosen, carry: values };
  }

  /** Gradients of the trainable parameters, in the scope of the run. */
  function backward({ initial, step: stepPart }: BackwardPrograms, trajectory: Trajectory): Record<string, TfTensor> {
    const tfjs = tf();
    const { tables, sizes } = trajectory;
    let gradients: Record<string, TfTensor> = {};
    let carryGradients: Record<string, TfTensor> = map(trajectory.carry, (tensor) => tfjs.zeros(tensor.shape));

    const run = ({ graph, program, tables: tablesRead }: BackwardPart, frame: Frame, step: number): void => {
      let totals: Record<string, TfTensor> = {};
      let next: Record<string, TfTensor> = {};
      let tableGradients: Record<string, TfTensor> = {};
      tfjs.tidy(() => {
        const values = [...frame];
        for (const leaf of tablesRead)
          values[program.place(leaf)] = (tables[(leaf.attributes as Attributes['leaf']).name] as HistoryTable).read(
            step,
          );
        program.evaluate(values, sizes(Math.max(step, 0)), (leaf) => {
          const { name } = leaf.attributes as Attributes['leaf'];
          const [kind, key] = [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)];
          if (kind === 'state') return carryGradients[key] as TfTensor;
          return (tables[key] as HistoryTable).gradientOf(step);
        });
        const clone = (tensor: Tensor): TfTensor => program.value(values, tensor).clone();
        totals = map(Object.fromEntries(defined(graph.parameters)), (gradient, path) => {
          const total = gradients[path];
          return total === undefined ? clone(gradient) : tfjs.add(total, program.value(values, gradient));
        });
        tableGradients = map(Object.fromEntries(defined(graph.tables)), clone);
        next = map(graph.carryGradients, (_leaf, name) => {
          const gradient = graph.carry[name];
          return gradient === undefined ? tfjs.zeros((carryGradients[name] as TfTensor).shape) : clone(gradient);
        });
        return [totals, next, tableGradients];
      });
      for (const path of Object.keys(totals)) gradients[path]?.dispose();
      for (const tensor of Object.values(carryGradients)) tensor.dispose();
      for (const [name, gradient] of Object.entries(tableGradients)) tables[name]?.addGradient(gradient);
      gradients = { ...gradients, ...totals };
      carryGradients = next;
    };
    for (let step = trajectory.frames.length - 1; step >= 0; step--)
      run(stepPart, trajectory.frames[step] as Frame, step);
    if (trajectory.initialFrame !== undefined) run(initial, trajectory.initialFrame, -1);
    return Object.fromEntries(
      Object.entries(trainableShapes).map(([path, shape]) => [path, gradients[path] ?? tfjs.zeros([...shape])]),
    );
  }

  function lossOutputs(run: Run): readonly string[] {
    if (recurrence.step.outputs.loss === undefined) {
      throw new TensorError(`${recurrence.name}: has no output "loss" to take gradients of`);
    }
    return [...new Set(['loss', ...(run.outputs ?? Object.keys(recurrence.step.outputs))])];
  }

  function differentiate(run: Run): { readonly trajectory: Trajectory; readonly gradients: Named<TfTensor> } {
    const both = backwardPrograms(lossOutputs(run));
    const trajectory = forward(run, both.forward, both);
    return { trajectory, gradients: backward(both, trajectory) };
  }

  function applyUpdate(gradients: Named<TfTensor>, settings: Named<number>): Record<string, number> {
    const traced = update as NonNullable<typeof update>;
    const tfjs = tf();
    const given = map(settings, (value) => tfjs.scalar(value));
    const nextParameters = trainable.map((path) => [path, traced.next.parameters[path] as Tensor] as const);
    const nextSlots = traced.slotNames.flatMap((slot) =>
      trainable.map((path) => [slotKey(slot, path), traced.next.slots[slot]?.[path] as Tensor] as const),
    );
    const reports = Object.entries(traced.reports);
    updateProgram ??= makeProgram([...nextParameters, ...nextSlots, ...reports].map(([, tensor]) => tensor));
    const program = updateProgram;
    const frame: Frame = [];
    program.evaluate(frame, { capacity: 1, entries: 0 }, (leaf) => {
      const { role, name } = leaf.attributes as Attributes['leaf'];
      if (role === 'parameter') return parameters.variable(name);
      if (role === 'gradient') return gradients[name] as TfTensor;
      if (role === 'slot') return slots.variable(name);
      return given[name] as TfTensor;
    });
    const reported = Object.fromEntries(
      reports.map(([name, report]) => [name, toFloats(program.value(frame, report))[0] as number]),
    );
    // Only now that everything is computed, and from clones: a next value may be the present value of a variable.
    const clone = ([key, tensor]: readonly [string, Tensor]) => [key, program.value(frame, tensor).clone()] as const;
    const [parameterValues, slotValues] = [nextParameters.map(clone), nextSlots.map(clone)];
    for (const [path, value] of parameterValues) parameters.assign(path, value);
    for (const [key, value] of slotValues) slots.assign(key, value);
    return reported;
  }

  function checked(store: VariableStore, kind: string, key: string): VariableStore {
    if (store.size(key) === undefined) throw new TensorError(`${recurrence.name}: there is no ${kind} "${key}"`);
    return store;
  }

  function read(store: VariableStore, kind: string, key: string): Values {
    return checked(store, kind, key).read(key);
  }

  function write(store: VariableStore, kind: string, key: string, values: ArrayLike<number>): void {
    const size = checked(store, kind, key).size(key);
    if (values.length !== size)
      throw new TensorError(`${recurrence.name}: the ${kind} "${key}" has ${size} values, given ${values.length}`);
    store.write(key, values);
  }

  return {
    executor,
    readParameter: (path) => read(parameters, 'parameter', path),
    writeParameter: (path, values) => write(parameters, 'parameter', path, values),
    readSlot: (slot, path) => read(slots, 'slot', slotKey(slot, path)),
    writeSlot: (slot, path, values) => write(slots, 'slot', slotKey(slot, path), values),
    forward(run): RunResult {
      checkRun(recurrence, run);
      return scoped(() =>
        result(run, forward(run, forwardPrograms(run.outputs ?? Object.keys(recurrence.step.outputs)))),
      );
    },
    gradients(run): GradientResult {
      checkRun(recurrence, run);
      return scoped(() => {
        const { trajectory, gradients } = differentiate(run);
        return { ...result(run, trajectory), loss: trajectory.loss, gradients: map(gradients, toFloats) };
      });
    },
    train(run, settings): TrainResult {
      if (update === undefined)
        throw new TensorError(`${recurrence.name}: was prepared without an update and cannot train`);
      checkRun(recurrence, run);
      for (const name of update.settingNames)
        if (settings[name] === undefined)
          throw new TensorError(`update ${update.name}: the setting "${name}" is missing`);
      return scoped(() => {
        const { trajectory, gradients } = differentiate(run);
        const reports = applyUpdate(gradients, settings);
        return { ...result(run, trajectory), loss: trajectory.loss, reports };
      });
    },
    dispose() {
      for (const store of [parameters, slots]) store.release();
      for (const program of programs) program.dispose();
    },
  };
}

function joinRows(rows: readonly Float32Array[], size: number): Float32Array {
  const joined = new Float32Array(rows.length * size);
  for (const [index, row] of rows.entries()) joined.set(row, index * size);
  return joined;
}
