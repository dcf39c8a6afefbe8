import { type BackwardGraph, differentiateRecurrence } from '../backward.ts';
import { elementCount, resolveShape, type SizeValues } from '../dimensions.ts';
import { TensorError } from '../errors.ts';
import type {
  CarryValues,
  ConcreteTensor,
  Execution,
  GradientResult,
  PrepareOptions,
  Run,
  RunResult,
  TrainResult,
} from '../executor.ts';
import type { Attributes } from '../primitives/attributes.ts';
import { mapValues, type Recurrence } from '../recurrence.ts';
import type { Tensor } from '../tensor.ts';
import { slotKey, traceUpdate, type Update } from '../update.ts';
import type { Rounding } from './formats.ts';
import { emptyFrame, type Frame, type LeafValues, Program, roundAll } from './program.ts';
import { checkRun } from './run.ts';
import { HistoryTable } from './table.ts';

export interface RoundingPolicy {
  readonly everything: Rounding | undefined;
  readonly carry: Rounding | undefined;
}

type Arrays = Record<string, Float64Array>;

/** Programs of a forward pass for one choice of outputs. */
interface ForwardPrograms {
  readonly outputs: readonly string[];
  readonly initial: Program;
  readonly step: Program;
}

interface BackwardPrograms {
  readonly forward: ForwardPrograms;
  readonly initial: { readonly graph: BackwardGraph; readonly program: Program };
  readonly step: { readonly graph: BackwardGraph; readonly program: Program };
  /** Results of a forward step that its backward step reads; only these are kept for every step. */
  readonly kept: ReadonlySet<Tensor>;
}

/** One forward pass with what a backward pass needs of it. */
interface Trajectory {
  readonly sizes: (step: number) => SizeValues;
  readonly initialFrame: Frame | undefined;
  readonly frames: readonly Frame[];
  readonly carries: readonly Arrays[];
  readonly tables: Readonly<Record<string, HistoryTable>>;
  readonly outputs: Readonly<Record<string, ConcreteTensor>>;
  readonly loss: number;
}

function defined(tensors: Readonly<Record<string, Tensor | undefined>>): [string, Tensor][] {
  return Object.entries(tensors).filter((entry): entry is [string, Tensor] => entry[1] !== undefined);
}

/** Prepares a recurrence for interpretation. See `referenceExecutor`. */
export function prepareExecution(
  executor: string,
  recurrence: Recurrence,
  options: PrepareOptions,
  rounding: RoundingPolicy,
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

  const parameters: Arrays = mapValues(recurrence.parameters, (shape) => new Float64Array(elementCount(shape)));
  const slots: Arrays = {};
  for (const slot of update?.slotNames ?? []) {
    for (const [path, shape] of Object.entries(trainableShapes))
      slots[slotKey(slot, path)] = new Float64Array(elementCount(shape));
  }

  // Frames are memory, reused from run to run: `scratch` for what no later step reads, one a step for what backward reads.
  const scratch = emptyFrame();
  const backwardScratch = emptyFrame();
  const initialFrame = emptyFrame();
  const stepFrames: Frame[] = [];
  const updateFrame = emptyFrame();

  const forwardCache = new Map<string, ForwardPrograms>();
  let backwardPrograms: BackwardPrograms | undefined;
  let updateProgram: Program | undefined;

  function forwardPrograms(outputs: readonly string[]): ForwardPrograms {
    const key = outputs.join('\n');
    let programs = forwardCache.get(key);
    if (programs === undefined) {
      const { initial, step } = recurrence;
      const chosen = (all: Readonly<Record<string, Tensor>>): Tensor[] => outputs.flatMap((name) => all[name] ?? []);
      programs = {
        outputs,
        initial: new Program([...Object.values(initial.carry), ...chosen(initial.outputs)], rounding.everything),
        step: new Program(
          [...Object.values(step.nextCarry), ...chosen(step.outputs), ...Object.values(step.entries)],
          rounding.everything,
        ),
      };
      forwardCache.set(key, programs);
    }
    return programs;
  }

  function backwardOf(outputs: readonly string[]): BackwardPrograms {
    const forward = forwardPrograms(outputs);
    if (backwardPrograms?.forward === forward) return backwardPrograms;
    const prepare = (graph: BackwardGraph, continues: Program) => {
      const results = [graph.parameters, graph.carry, graph.tables].flatMap((group) =>
        defined(group).map(([, tensor]) => tensor),
      );
      return { graph, program: new Program(results, rounding.everything, continues) };
    };
    const graphs = differentiateRecurrence(recurrence, trainable);
    const step = prepare(graphs.step, forward.step);
    const initial = prepare(graphs.initial, forward.initial);
    backwardPrograms = { forward, initial, step, kept: step.program.readsFrom(forward.step) };
    return backwardPrograms;
  }

  function forward(run: Run, programs: ForwardPrograms, kept?: ReadonlySet<Tensor>): Trajectory {
    const { steps } = run;
    const capacity = run.capacity ?? Math.max(1, steps);
    const sizes = (step: number): SizeValues => ({ capacity, entries: step });
    const settings = mapValues(run.settings ?? {}, (value) => rounded([value], rounding.everything));
    const inputs = mapValues(run.inputs, (values, name) =>
      rounded(values, recurrence.inputs[name]?.dtype === 'float' ? rounding.everything : undefined),
    );
    const tables = mapValues(recurrence.tables, (shape) => new HistoryTable(shape, { steps, capacity }));
    const rows: Record<string, Float64Array[]> = Object.fromEntries(programs.outputs.map((name) => [name, []]));
    const collect = (program: Program, frame: Frame, outputs: Readonly<Record<string, Tensor>>): void => {
      for (const name of programs.outputs) {
        const output = outputs[name];
        if (output !== undefined) rows[name]?.push(program.value(frame, output).slice());
      }
    };
    const leafValues =
      (step: number, carry: Arrays): LeafValues =>
      (leaf) => {
        const { role, name } = leaf.attributes as Attributes['leaf'];
        if (role === 'parameter') return parameters[name] as Float64Array;
        if (role === 'setting') return settings[name] as Float64Array;
        if (role === 'carry') return carry[name] as Float64Array;
        if (role === 'table') return (tables[name] as HistoryTable).read(step);
        const size = elementCount(recurrence.inputs[name]?.shape ?? []);
        const row = recurrence.inputs[name]?.initial === true ? step + 1 : step;
        return (inputs[name] as Float64Array).subarray(row * size, (row + 1) * size);
      };

    let carry: Arrays;
    if (run.carry === undefined) {
      programs.initial.evaluate(initialFrame, sizes(0), leafValues(-1, {}));
      collect(programs.initial, initialFrame, recurrence.initial.outputs);
      carry = takeCarry(programs.initial, initialFrame, recurrence.initial.carry);
    } else {
      const given = run.carry;
      carry = mapValues(recurrence.initial.carry, ({ dtype }, name) =>
        rounded((given[name] as ConcreteTensor).values, dtype === 'float' ? rounding.carry : undefined),
      );
    }

    const carries = [carry];
    const frames: Frame[] = [];
    for (let step = 0; step < steps; step++) {
      stepFrames[step] ??= emptyFrame();
      const frame = kept === undefined ? scratch : (stepFrames[step] as Frame);
      programs.step.evaluate(frame, sizes(step), leafValues(step, carry), (tensor) =>
        kept?.has(tensor) === true ? frame : scratch,
      );
      collect(programs.step, frame, recurrence.step.outputs);
      for (const [name, entry] of Object.entries(recurrence.step.entries)) {
        tables[name]?.write(step, carried(programs.step, frame, entry), resolveShape(entry.shape, sizes(step)));
      }
      carry = takeCarry(programs.step, frame, recurrence.step.nextCarry);
      carries.push(carry);
      frames.push(frame);
    }
    return {
      sizes,
      initialFrame: run.carry === undefined ? initialFrame : undefined,
      frames,
      carries,
      tables,
      outputs: mapValues(rows, (parts, name) => {
        const shape = resolveShape((recurrence.step.outputs[name] as Tensor).shape, sizes(0));
        return { shape: [parts.length, ...shape], values: joinRows(parts, elementCount(shape)) };
      }),
      loss: (rows.loss ?? []).reduce((total, part) => total + (part[0] as number), 0),
    };
  }

  function takeCarry(program: Program, frame: Frame, carry: Readonly<Record<string, Tensor>>): Arrays {
    return mapValues(carry, (tensor) => carried(program, frame, tensor));
  }

  /** A copy of what later steps read. */
  function carried(program: Program, frame: Frame, tensor: Tensor): Float64Array {
    return rounded(program.value(frame, tensor), tensor.dtype === 'float' ? rounding.carry : undefined);
  }

  function result(run: Run, { outputs, carries, sizes }: Trajectory): RunResult {
    const chosen =
      run.outputs === undefined
        ? outputs
        : Object.fromEntries(run.outputs.map((name) => [name, outputs[name] as ConcreteTensor]));
    if (run.keepCarry !== true) return { outputs: chosen };
    const carry: CarryValues = mapValues(carries.at(-1) as Arrays, (values, name) => ({
      shape: resolveShape((recurrence.initial.carry[name] as Tensor).shape, sizes(run.steps)),
      values,
    }));
    return { outputs: chosen, carry };
  }

  function accumulate(into: Float64Array, values: Float64Array): void {
    for (let index = 0; index < values.length; index++)
      into[index] = (into[index] as number) + (values[index] as number);
    if (rounding.everything !== undefined) roundAll(into, rounding.everything);
  }

  function backward(programs: BackwardPrograms, trajectory: Trajectory): Arrays {
    const gradients: Arrays = mapValues(trainableShapes, (shape) => new Float64Array(elementCount(shape)));
    let carryGradients: Arrays = mapValues(
      trajectory.carries.at(-1) as Arrays,
      (values) => new Float64Array(values.length),
    );
    const steps = trajectory.frames.length;

    const run = (part: BackwardPrograms['step'], frame: Frame, step: number): Arrays => {
      part.program.evaluate(
        frame,
        trajectory.sizes(Math.max(step, 0)),
        (leaf) => {
          const { name } = leaf.attributes as Attributes['leaf'];
          const [kind, key] = [name.slice(0, name.indexOf(' ')), name.slice(name.indexOf(' ') + 1)];
          if (kind === 'state') return carryGradients[key] as Float64Array;
          return (trajectory.tables[key] as HistoryTable).gradientOf(step);
        },
        () => backwardScratch,
      );
      for (const [path, gradient] of defined(part.graph.parameters))
        accumulate(gradients[path] as Float64Array, part.program.value(frame, gradient));
      for (const [name, gradient] of defined(part.graph.tables))
        trajectory.tables[name]?.addGradient(step, part.program.value(frame, gradient), rounding.everything);
      return mapValues(part.graph.carryGradients, (_leaf, name) => {
        const gradient = part.graph.carry[name];
        const size = (carryGradients[name] as Float64Array).length;
        return gradient === undefined ? new Float64Array(size) : part.program.value(frame, gradient).slice();
      });
    };
    for (let step = steps - 1; step >= 0; step--)
      carryGradients = run(programs.step, trajectory.frames[step] as Frame, step);
    if (trajectory.initialFrame !== undefined) run(programs.initial, trajectory.initialFrame, -1);
    return gradients;
  }

  function lossOutputs(run: Run): readonly string[] {
    if (recurrence.step.outputs.loss === undefined) {
      throw new TensorError(`${recurrence.name}: has no output "loss" to take gradients of`);
    }
    return [...new Set(['loss', ...(run.outputs ?? Object.keys(recurrence.step.outputs))])];
  }

  function gradients(run: Run): { readonly trajectory: Trajectory; readonly gradients: Arrays } {
    checkRun(recurrence, run);
    const programs = backwardOf(lossOutputs(run));
    const trajectory = forward(run, programs.forward, programs.kept);
    return { trajectory, gradients: backward(programs, trajectory) };
  }

  function applyUpdate(
    traced: Update,
    gradientValues: Arrays,
    settings: Readonly<Record<string, number>>,
  ): Record<string, number> {
    const slotResults = traced.slotNames.flatMap((slot) =>
      trainable.map((path) => [slotKey(slot, path), traced.next.slots[slot]?.[path] as Tensor] as const),
    );
    const reports = Object.entries(traced.reports);
    updateProgram ??= new Program(
      [
        ...trainable.map((path) => traced.next.parameters[path] as Tensor),
        ...slotResults.map(([, slot]) => slot),
        ...reports.map(([, report]) => report),
      ],
      rounding.everything,
    );
    const program = updateProgram;
    program.evaluate(updateFrame, { capacity: 1, entries: 0 }, (leaf) => {
      const { role, name } = leaf.attributes as Attributes['leaf'];
      if (role === 'parameter') return parameters[name] as Float64Array;
      if (role === 'gradient') return gradientValues[name] as Float64Array;
      if (role === 'slot') return slots[name] as Float64Array;
      const value = settings[name];
      if (value === undefined) throw new TensorError(`update ${traced.name}: the setting "${name}" is missing`);
      return rounded([value], rounding.everything);
    });
    // Only now that everything is computed, and from copies: a next value may depend on another's present one, and it
    // may be that present value itself, in the very array that is written here.
    const copy = (tensor: Tensor): Float64Array => program.value(updateFrame, tensor).slice();
    const nextParameters = trainable.map((path) => [path, copy(traced.next.parameters[path] as Tensor)] as const);
    const nextSlots = slotResults.map(([key, slot]) => [key, copy(slot)] as const);
    for (const [path, values] of nextParameters) parameters[path]?.set(values);
    for (const [key, values] of nextSlots) slots[key]?.set(values);
    return Object.fromEntries(reports.map(([name, report]) => [name, program.value(updateFrame, report)[0] as number]));
  }

  function write(store: Arrays, kind: string, key: string, values: ArrayLike<number>): void {
    const target = store[key];
    if (target === undefined) throw new TensorError(`${recurrence.name}: there is no ${kind} "${key}"`);
    if (values.length !== target.length)
      throw new TensorError(
        `${recurrence.name}: the ${kind} "${key}" has ${target.length} values, given ${values.length}`,
      );
    target.set(values);
    if (rounding.everything !== undefined) roundAll(target, rounding.everything);
  }

  function read(store: Arrays, kind: string, key: string): Float64Array {
    const values = store[key];
    if (values === undefined) throw new TensorError(`${recurrence.name}: there is no ${kind} "${key}"`);
    return values.slice();
  }

  return {
    executor,
    readParameter: (path) => read(parameters, 'parameter', path),
    writeParameter: (path, values) => write(parameters, 'parameter', path, values),
    readSlot: (slot, path) => read(slots, 'slot', slotKey(slot, path)),
    writeSlot: (slot, path, values) => write(slots, 'slot', slotKey(slot, path), values),
    forward(run): RunResult {
      checkRun(recurrence, run);
      return result(run, forward(run, forwardPrograms(run.outputs ?? Object.keys(recurrence.step.outputs))));
    },
    gradients(run): GradientResult {
      const { trajectory, gradients: values } = gradients(run);
      return { ...result(run, trajectory), loss: trajectory.loss, gradients: values };
    },
    train(run, settings): TrainResult {
      if (update === undefined)
        throw new TensorError(`${recurrence.name}: was prepared without an update and cannot train`);
      const { trajectory, gradients: values } = gradients(run);
      const reports = applyUpdate(update, values, settings);
      return { ...result(run, trajectory), loss: trajectory.loss, reports };
    },
    dispose() {
      for (const frame of [scratch, backwardScratch, initialFrame, updateFrame]) {
        frame.values.length = 0;
        frame.storage.length = 0;
      }
      stepFrames.length = 0;
    },
  };
}

/** A copy of numbers from outside, in the format of the execution. */
function rounded(values: ArrayLike<number>, round: Rounding | undefined): Float64Array {
  const copy = Float64Array.from(values);
  if (round !== undefined) roundAll(copy, round);
  return copy;
}

function joinRows(rows: readonly Float64Array[], size: number): Float64Array {
  const joined = new Float64Array(rows.length * size);
  for (const [index, row] of rows.entries()) joined.set(row, index * size);
  return joined;
}
