import { apply } from './apply.ts';
import { type Dimension, entries, extend, formatShape, isSymbolic, type Shape, sameShape } from './dimensions.ts';
import { TensorError } from './errors.ts';
import type { LeafRole } from './primitives/attributes.ts';
import { checkReturned } from './returned.ts';
import { type DataType, describeTensor, isTensor, makeTensor, placeOf, type Tensor, type Trace } from './tensor.ts';

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** One value a step, without the axis of time. */
export interface InputDeclaration {
  readonly shape: readonly number[];
  readonly dtype: DataType;
  /** Also read by `initial`: then a run of n steps gives n + 1 rows, the first of them to `initial`. */
  readonly initial?: boolean;
}

/** What the initial state may be computed from; shapes are those that are declared. */
export interface InitialContext {
  readonly parameters: Tensors;
  /** Those inputs that are declared with `initial: true`. */
  readonly inputs: Tensors;
  readonly settings: Tensors;
}

/** What a step is computed from, with the shapes that are declared; none of it has an axis of time. */
export interface StepContext {
  readonly parameters: Tensors;
  readonly inputs: Tensors;
  readonly settings: Tensors;
  readonly carry: Tensors;
  /** Every entry written before this step, along a first axis of size `entries`; nothing at the first step. */
  readonly tables: Tensors;
}

/** What the initial state consists of. */
export interface InitialResult {
  readonly carry: Tensors;
  /** Outputs before the first step: the run then has one row more of each of them. */
  readonly outputs?: Tensors;
}

/** What a step gives. */
export interface StepResult {
  readonly carry: Tensors;
  readonly outputs?: Tensors;
  /** What each history table gets at this step. */
  readonly entries?: Tensors;
}

/**
 * A recurrence as its author writes it: one step for one batch size, in plain tensor code.
 *
 * The output named `loss` (a scalar), summed over all steps, is what gradients are taken of.
 */
export interface RecurrenceDefinition {
  readonly name: string;
  /**
   * How many independent sequences run side by side. If given, the first axis of every input is the batch, which lets
   * engines compute on several sequences at once.
   */
  readonly batchSize?: number;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly inputs: Readonly<Record<string, InputDeclaration>>;
  /** Names of numbers given once a run. */
  readonly settings?: readonly string[];
  /**
   * History tables: the shape of the entry that every step writes once and later steps read. A size `entries + c` in it
   * (an entry that grows with time) is filled up with zeros to `entries + c − 1` where the table is read; c is at least 1.
   */
  readonly tables?: Readonly<Record<string, Shape>>;
  readonly initial: (context: InitialContext) => InitialResult;
  readonly step: (context: StepContext) => StepResult;
}

/** The traced initial state: its leaves and its results. */
export interface InitialGraph extends InitialContext {
  readonly carry: Tensors;
  readonly outputs: Tensors;
}

/** The traced step: its leaves and its results. */
export interface StepGraph extends StepContext {
  readonly nextCarry: Tensors;
  readonly outputs: Tensors;
  readonly entries: Tensors;
}

/** A traced recurrence: what executors prepare. */
export interface Recurrence {
  readonly name: string;
  readonly batchSize: number | undefined;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly inputs: Readonly<Record<string, InputDeclaration>>;
  readonly settings: readonly string[];
  readonly tables: Readonly<Record<string, Shape>>;
  readonly initial: InitialGraph;
  readonly step: StepGraph;
}

export function leaf(trace: Trace, role: LeafRole, name: string, shape: Shape, dtype: DataType = 'float'): Tensor {
  return makeTensor({ ...apply('leaf', [], { role, name, shape, dtype }), trace }, undefined);
}

export function leaves(trace: Trace, role: LeafRole, shapes: Readonly<Record<string, Shape>>): Tensors {
  return mapValues(shapes, (shape, name) => leaf(trace, role, name, shape));
}

export function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  convert: (value: A, name: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value, name)]));
}

/** The shape of a table as a step reads it: all entries along a new first axis, growing sizes filled up to the latest. */
function tableShape(entry: Shape): Shape {
  const grown = (size: Dimension): Dimension =>
    isSymbolic(size) && size.symbol === 'entries' ? extend(size, -1) : size;
  return [entries, ...entry.map(grown)];
}

function checkTables(name: string, tables: Readonly<Record<string, Shape>>): void {
  for (const [key, shape] of Object.entries(tables)) {
    // At step 0 the sizes of the latest entry are entries + c − 1 = c − 1.
    if (shape.some((size) => isSymbolic(size) && size.symbol === 'entries' && size.offset < 1)) {
      throw new TensorError(
        `${name}: entries of the table "${key}" have the shape ${formatShape(shape)}; a growing size is at least entries+1`,
      );
    }
  }
}

/**
 * Traces a recurrence: calls `initial` and `step` once each with symbolic tensors and checks what they return.
 *
 * @throws TensorError when a state, table entry or loss has the wrong shape, a state is missing or unknown, or a step is
 *   async, returns nothing or something that is no tensor of its trace. The message names the recurrence and the state, and
 *   the place where a tensor was made.
 */
export function defineRecurrence(definition: RecurrenceDefinition): Recurrence {
  const { name, batchSize, parameters, inputs, settings = [], tables = {} } = definition;
  for (const [key, { shape }] of Object.entries(inputs)) {
    if (batchSize !== undefined && shape[0] !== batchSize) {
      throw new TensorError(
        `${name}: the input "${key}" has the shape ${formatShape(shape)}, but its first axis must be the batch of ${batchSize}`,
      );
    }
  }
  checkTables(name, tables);
  const context = (trace: Trace, isInput: (input: InputDeclaration) => boolean): InitialContext => ({
    parameters: leaves(trace, 'parameter', parameters),
    inputs: Object.fromEntries(
      Object.entries(inputs)
        .filter(([, input]) => isInput(input))
        .map(([key, { shape, dtype }]) => [key, leaf(trace, 'input', key, shape, dtype)]),
    ),
    settings: leaves(trace, 'setting', Object.fromEntries(settings.map((setting) => [setting, []]))),
  });

  const initialTrace: Trace = { name: `${name}, initial state` };
  const initialContext = context(initialTrace, (input) => input.initial === true);
  const initialResult = checkReturned(`${name}: initial`, definition.initial(initialContext), '{ carry }');
  const initial: InitialGraph = { ...initialContext, carry: initialResult.carry, outputs: initialResult.outputs ?? {} };
  checkResults(initialTrace, 'state', initial.carry);
  checkResults(initialTrace, 'output', initial.outputs);

  const stepTrace: Trace = { name: `${name}, step` };
  const stepContext: StepContext = {
    ...context(stepTrace, () => true),
    carry: mapValues(initial.carry, ({ shape, dtype }, key) => leaf(stepTrace, 'carry', key, shape, dtype)),
    tables: leaves(stepTrace, 'table', mapValues(tables, tableShape)),
  };
  const stepResult = checkReturned(`${name}: step`, definition.step(stepContext), '{ carry }');
  const step: StepGraph = {
    ...stepContext,
    nextCarry: stepResult.carry,
    outputs: stepResult.outputs ?? {},
    entries: stepResult.entries ?? {},
  };
  checkResults(stepTrace, 'state', step.nextCarry);
  checkResults(stepTrace, 'output', step.outputs);
  checkResults(stepTrace, 'table entry', step.entries);
  checkSameShapes(
    name,
    'state',
    'the initial state',
    mapValues(initial.carry, ({ shape, dtype }) => ({ shape, dtype })),
    step.nextCarry,
  );
  checkSameShapes(
    name,
    'table',
    'its declaration',
    mapValues(tables, (shape) => ({ shape, dtype: 'float' })),
    step.entries,
  );
  checkConstantShapes(name, 'state', step.nextCarry);
  checkConstantShapes(name, 'output', step.outputs);
  for (const graph of [initial, step]) {
    for (const [key, output] of Object.entries(graph.outputs)) {
      if (key === 'loss' && output.shape.length > 0) {
        throw new TensorError(
          `${name}: the output "loss" must be a scalar but has the shape ${formatShape(output.shape)}; sum or average it over the batch${madeAt(output)}`,
        );
      }
    }
  }
  for (const key of Object.keys(initial.outputs)) {
    const [before, after] = [initial.outputs[key], step.outputs[key]];
    if (before === undefined || after === undefined || !sameShape(before.shape, after.shape)) {
      throw new TensorError(
        `${name}: the output "${key}" of the initial state must be an output of the step as well, of the same shape`,
      );
    }
  }
  return { name, batchSize, parameters, inputs, settings, tables, initial, step };
}

function checkResults(trace: Trace, kind: string, results: Tensors): void {
  for (const [key, result] of Object.entries(results)) {
    if (!isTensor(result)) throw new TensorError(`${trace.name}: the ${kind} "${key}" is not a tensor`);
    if (result.trace !== undefined && result.trace !== trace) {
      throw new TensorError(`${trace.name}: the ${kind} "${key}" was computed in another trace (${result.trace.name})`);
    }
  }
}

/** For messages. */
function madeAt(tensor: Tensor): string {
  const place = placeOf(tensor);
  return place === undefined ? '' : ` (made at ${place})`;
}

function checkSameShapes(
  name: string,
  kind: string,
  origin: string,
  expected: Readonly<Record<string, Pick<Tensor, 'shape' | 'dtype'>>>,
  actual: Tensors,
): void {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const [signature, tensor] = [expected[key], actual[key]];
    if (tensor === undefined) throw new TensorError(`${name}: the step does not return the ${kind} "${key}"`);
    if (signature === undefined)
      throw new TensorError(`${name}: the step returns the ${kind} "${key}", which ${origin} does not have`);
    if (!sameShape(signature.shape, tensor.shape)) {
      throw new TensorError(
        `${name}: the step returns the ${kind} "${key}" as ${describeTensor(tensor)}, but ${origin} has the shape ${formatShape(signature.shape)}${madeAt(tensor)}`,
      );
    }
    if (signature.dtype !== tensor.dtype) {
      throw new TensorError(
        `${name}: the step returns the ${kind} "${key}" as ${tensor.dtype}, but ${origin} has the type ${signature.dtype}; convert it with cast${madeAt(tensor)}`,
      );
    }
  }
}

/** States and outputs are one tensor for a whole run; only table entries may grow from step to step. */
function checkConstantShapes(name: string, kind: string, tensors: Tensors): void {
  for (const [key, tensor] of Object.entries(tensors)) {
    if (tensor.shape.some((size) => isSymbolic(size) && size.symbol === 'entries')) {
      throw new TensorError(
        `${name}: the ${kind} "${key}" has the shape ${formatShape(tensor.shape)}, which grows with every step; only the entries of a table may${madeAt(tensor)}`,
      );
    }
  }
}
