import {
  type ConcreteTensor,
  checkRun,
  type Execution,
  elementCount,
  type GradientResult,
  type PrepareOptions,
  type Recurrence,
  type Run,
  type RunResult,
  roundingOf,
  slotKey,
  type Tensor,
  TensorError,
  type TrainResult,
} from '@pushdown/tensors';
import { CompileError } from '../errors.ts';
import type { Buffer } from '../loops/kernel.ts';
import type { Passes } from '../passes/passes.ts';
import type { Rounding } from '../passes/rounding.ts';
import { buildPlan } from '../plan/build.ts';
import { checkSizes } from './check-sizes.ts';
import { toLanes } from './layout.ts';
import { createProgram, type Program, type ProgramSettings } from './program.ts';
import { createResults, type Results } from './results.ts';
import { type Turn, totalsOf, turnsOf } from './turns.ts';

type Mode = 'forward' | 'gradients' | 'train';

export interface ExecutionSettings extends ProgramSettings {
  /** Passes to leave out; all run without it. */
  readonly passes?: Partial<Passes> | undefined;
  /** What is rounded to a format with fewer bits than float32 has. */
  readonly rounding?: Rounding | undefined;
}

/** Prepares a recurrence for compiled execution. Code is made when a kind of run is first asked for. */
export function prepareExecution(
  executor: string,
  recurrence: Recurrence,
  options: PrepareOptions,
  { passes = {}, rounding, ...settings }: ExecutionSettings,
): Execution {
  const { trainable = [], update } = options;
  for (const path of trainable) {
    if (recurrence.parameters[path] === undefined)
      throw new TensorError(`${recurrence.name}: there is no parameter "${path}" to train`);
  }
  const everything = rounding?.rounded === 'everything' ? roundingOf(rounding.format) : undefined;
  const carried = rounding === undefined ? undefined : roundingOf(rounding.format);
  if (everything !== undefined && trainable.length > 0)
    throw new CompileError(
      `${recurrence.name}: compiled code that rounds everything runs forward only; train with "rounded": "carry", in float32, or with the engine "reference"`,
    );
  const parameters = new Map(
    Object.entries(recurrence.parameters).map(([path, shape]) => [
      path,
      new Float32Array(shape.reduce((total, size) => total * size, 1)),
    ]),
  );
  const slots = new Map(
    (update?.slots ?? []).flatMap((slot) =>
      trainable.map(
        (path) => [slotKey(slot, path), new Float32Array((parameters.get(path) as Float32Array).length)] as const,
      ),
    ),
  );
  const programs = new Map<string, Program>();
  /** Sizes of the last run that were found to be possible. */
  const checked = new Map<Program, string>();
  /** The program whose memory holds the latest parameters; none while they are only here. */
  let holder: Program | undefined;

  function programFor(mode: Mode, run: Run): Program {
    const wanted = run.outputs ?? Object.keys(recurrence.step.outputs);
    const outputs = mode === 'forward' ? wanted : [...new Set(['loss', ...wanted])];
    const wholeStates = run.carry !== undefined || run.keepCarry === true;
    const key = `${mode} ${wholeStates ? 'with states ' : ''}${outputs.join(' ')}`;
    let program = programs.get(key);
    if (program === undefined) {
      const learning =
        mode === 'forward'
          ? { trainable: [] }
          : { trainable, ...(mode === 'train' && update !== undefined ? { update } : {}) };
      program = createProgram(
        buildPlan(recurrence, {
          ...learning,
          outputs,
          wholeStates,
          passes,
          rounding,
          hostProducts: settings.products !== undefined,
        }),
        settings,
      );
      programs.set(key, program);
    }
    return program;
  }

  /** Brings parameters and slots back from the program that holds them. */
  function collect(): void {
    if (holder === undefined) return;
    const { places } = holder.plan;
    for (const [path, values] of parameters) values.set(holder.view(places.parameters[path] as Buffer));
    for (const [key, values] of slots) {
      const buffer = places.slots[key];
      if (buffer !== undefined) values.set(holder.view(buffer));
    }
  }

  function enter(program: Program): void {
    if (holder === program) return;
    collect();
    const { places } = program.plan;
    for (const [path, values] of parameters) program.view(places.parameters[path] as Buffer).set(values);
    for (const [key, values] of slots) {
      const buffer = places.slots[key];
      if (buffer !== undefined) program.view(buffer).set(values);
    }
    holder = program;
  }

  /** Makes a program ready for a run. */
  function begin(program: Program, run: Run): void {
    const { plan } = program;
    const capacity = run.capacity ?? Math.max(1, run.steps);
    const sizes = `${run.steps} ${capacity} ${run.carry === undefined}`;
    if (checked.get(program) !== sizes) {
      checkSizes(plan.sized, { steps: run.steps, capacity }, run.carry !== undefined);
      checked.set(program, sizes);
    }
    program.prepare(run.steps, capacity);
    enter(program);
    for (const name of recurrence.settings)
      program.view(plan.places.settings[name] as Buffer).set(roundedBy(everything, [run.settings?.[name] as number]));
  }

  /** Runs sequences forward. */
  function forward(program: Program, run: Run, turn: Turn): void {
    const { plan } = program;
    const copy = (values: ArrayLike<number>, shape: readonly number[], buffer: Buffer, rows: number): void => {
      const { laneAxis: axis } = buffer;
      const into = program.view(buffer).subarray(0, rows * program.slotLength(buffer));
      toLanes(values, { rows, shape, axis, laneCount: plan.laneCount, turn }, into);
    };
    program.present(turn.count);
    for (const [name, buffer] of Object.entries(plan.places.inputs)) {
      const { shape, dtype } = recurrence.inputs[name] as (typeof recurrence.inputs)[string];
      const values = roundedBy(dtype === 'float' ? everything : undefined, run.inputs[name] as ArrayLike<number>);
      copy(values, shape, buffer, values.length / elementCount(shape));
    }
    if (run.carry === undefined) program.run('initial');
    else {
      for (const [name, buffer] of Object.entries(plan.places.states)) {
        const { shape, values } = run.carry[name] as ConcreteTensor;
        const { dtype } = recurrence.initial.carry[name] as Tensor;
        copy(roundedBy(dtype === 'float' ? carried : undefined, values), shape, buffer, 1);
      }
    }
    program.run('forward');
  }

  /** Runs the sequences that were run forward last back. */
  function backward(program: Program, run: Run): void {
    for (const buffer of Object.values(program.plan.places.stateGradients)) {
      const length = program.slotLength(buffer);
      program.view(buffer).fill(0, run.steps * length, (run.steps + 1) * length);
    }
    program.run('backward');
    if (run.carry === undefined) program.run('initialBackward');
    else clearInitialGradients(program);
  }

  function finish(results: Results, run: Run): RunResult {
    const names = run.outputs ?? Object.keys(recurrence.step.outputs);
    const outputs = Object.fromEntries(names.map((name) => [name, results.output(name)]));
    return run.keepCarry === true ? { outputs, carry: results.carry() } : { outputs };
  }

  function differentiate(
    mode: 'gradients' | 'train',
    run: Run,
  ): { readonly program: Program; readonly results: Results; readonly loss: number } {
    checkRun(recurrence, run);
    if (recurrence.step.outputs.loss === undefined)
      throw new TensorError(`${recurrence.name}: has no output "loss" to take gradients of`);
    const program = programFor(mode, run);
    begin(program, run);
    const results = createResults(program, recurrence, run, Object.keys(program.plan.places.outputs));
    const totals = totalsOf(program);
    for (const turn of turnsOf(program.plan)) {
      forward(program, run, turn);
      backward(program, run);
      results.take(turn);
      totals.add();
    }
    totals.putBack();
    let loss = 0;
    for (const value of results.output('loss').values) loss += value;
    return { program, results, loss };
  }

  function store(kind: string, values: Map<string, Float32Array>, key: string): Float32Array {
    const found = values.get(key);
    if (found === undefined) throw new TensorError(`${recurrence.name}: there is no ${kind} "${key}"`);
    return found;
  }

  function write(kind: string, values: Map<string, Float32Array>, key: string, given: ArrayLike<number>): void {
    collect();
    holder = undefined;
    const target = store(kind, values, key);
    if (given.length !== target.length)
      throw new TensorError(
        `${recurrence.name}: the ${kind} "${key}" has ${target.length} values, given ${given.length}`,
      );
    target.set(roundedBy(everything, given));
  }

  /** A copy of one tensor from where it is now; the others stay there. */
  function read(
    kind: string,
    values: Map<string, Float32Array>,
    group: 'parameters' | 'slots',
    key: string,
  ): Float32Array {
    const own = store(kind, values, key);
    const buffer = holder?.plan.places[group][key];
    return (holder === undefined || buffer === undefined ? own : holder.view(buffer)).slice();
  }

  return {
    executor,
    readParameter: (path) => read('parameter', parameters, 'parameters', path),
    writeParameter: (path, values) => write('parameter', parameters, path, values),
    readSlot: (slot, path) => read('slot', slots, 'slots', slotKey(slot, path)),
    writeSlot: (slot, path, values) => write('slot', slots, slotKey(slot, path), values),
    forward(run): RunResult {
      checkRun(recurrence, run);
      const program = programFor('forward', run);
      begin(program, run);
      const results = createResults(program, recurrence, run, Object.keys(program.plan.places.outputs));
      for (const turn of turnsOf(program.plan)) {
        forward(program, run, turn);
        results.take(turn);
      }
      return finish(results, run);
    },
    gradients(run): GradientResult {
      const { program, results, loss } = differentiate('gradients', run);
      program.run('update');
      const values = Object.fromEntries(
        trainable.map((path) => [path, program.view(program.plan.places.gradients[path] as Buffer).slice()]),
      );
      return { ...finish(results, run), loss, gradients: values };
    },
    train(run, settings): TrainResult {
      if (update === undefined)
        throw new TensorError(`${recurrence.name}: was prepared without an update and cannot train`);
      for (const name of update.settings)
        if (settings[name] === undefined)
          throw new TensorError(`update ${update.name}: the setting "${name}" is missing`);
      const { program, results, loss } = differentiate('train', run);
      const { places } = program.plan;
      for (const name of update.settings) program.view(places.settings[name] as Buffer)[0] = settings[name] as number;
      program.run('update');
      const reports = Object.fromEntries(
        Object.entries(places.reports).map(([name, buffer]) => [name, program.view(buffer)[0] as number]),
      );
      return { ...finish(results, run), loss, reports };
    },
    dispose() {
      collect();
      holder = undefined;
      programs.clear();
    },
  };
}

function roundedBy(round: ((value: number) => number) | undefined, values: ArrayLike<number>): ArrayLike<number> {
  return round === undefined ? values : Float32Array.from(values, round);
}

/** A run that continues has no initial state, which then has no gradients. */
function clearInitialGradients(program: Program): void {
  for (const buffer of new Set(program.plan.sections.initialBackward.map(({ target }) => target)))
    program.view(buffer).fill(0);
}
