import {
  type Attributes,
  type Dimension,
  isSymbolic,
  type PrimitiveName,
  resolveShape,
  type SizeValues,
  type Tensor,
  topologicalOrder,
} from '@pushdown/tensors';
import type { Tfjs, TfTensor } from '../tfjs.ts';
import { checkSlice } from '../translations/arrange.ts';
import { translations } from '../translations/index.ts';
import { dataTypes, isEmpty, type Operation, type Translation } from '../translations/translation.ts';

/** The values of one evaluation: one place for every application. They belong to the scope that they are made in. */
export type Frame = TfTensor[];

/** Supplies the value of a leaf. */
export type LeafValues = (leaf: Tensor) => TfTensor;

interface Instruction {
  readonly tensor: Tensor;
  readonly place: number;
  readonly arguments: readonly number[];
  readonly usesCapacity: boolean;
  readonly usesEntries: boolean;
  /** Computed from numbers only, so that its value serves all steps and runs of one capacity. */
  readonly constant: boolean;
  value: TfTensor | undefined;
  operation: Operation | undefined;
  preparedFor: SizeValues;
}

/**
 * A graph in an order in which it can be computed, one application at a time. A program may continue another one: then it
 * reads that one's values, at the same places of a frame.
 */
export class Program {
  readonly #tf: () => Tfjs;
  readonly #instructions: readonly Instruction[];
  readonly #places: Map<Tensor, number>;

  constructor(tf: () => Tfjs, results: readonly Tensor[], continues?: Program) {
    this.#tf = tf;
    this.#places = new Map(continues === undefined ? [] : continues.#places);
    const order = topologicalOrder(results).filter((tensor) => !this.#places.has(tensor));
    for (const tensor of order) this.#places.set(tensor, this.#places.size);
    const constants = new Set<Tensor>();
    this.#instructions = order.map((tensor) => {
      const symbols = symbolsOf(tensor);
      const usesEntries = symbols.has('entries');
      const constant =
        tensor.primitive !== 'leaf' && !usesEntries && tensor.arguments.every((argument) => constants.has(argument));
      if (constant) constants.add(tensor);
      return {
        tensor,
        place: this.#places.get(tensor) as number,
        arguments: tensor.arguments.map((argument) => this.#places.get(argument) as number),
        usesCapacity: symbols.has('capacity'),
        usesEntries,
        constant,
        value: undefined,
        operation: undefined,
        preparedFor: { capacity: 0, entries: 0 },
      };
    });
  }

  /** The tensors of `continued` that this program reads, and those that are its results as they are. */
  readsFrom(continued: Program, results: readonly Tensor[]): Tensor[] {
    const read = this.#instructions.flatMap(({ tensor }) => tensor.arguments);
    return [...new Set([...read, ...results])].filter((tensor) => continued.#places.has(tensor));
  }

  place(tensor: Tensor): number {
    return this.#places.get(tensor) as number;
  }

  value(frame: Frame, tensor: Tensor): TfTensor {
    return frame[this.place(tensor)] as TfTensor;
  }

  /** Computes every application into the frame, in the scope under way. Constants stay until `dispose`. */
  evaluate(frame: Frame, sizes: SizeValues, leafValues: LeafValues): void {
    const tf = this.#tf();
    const args: TfTensor[] = [];
    for (const instruction of this.#instructions) {
      const { tensor, place } = instruction;
      if (tensor.primitive === 'leaf') {
        frame[place] = leafValues(tensor);
        continue;
      }
      if (instruction.operation === undefined || hasOtherSizes(instruction, sizes)) {
        instruction.value?.dispose();
        instruction.value = undefined;
        instruction.operation = translate(tf, tensor, sizes);
        instruction.preparedFor = sizes;
      }
      if (instruction.value !== undefined) {
        frame[place] = instruction.value;
        continue;
      }
      args.length = 0;
      for (const argument of instruction.arguments) args.push(frame[argument] as TfTensor);
      const result = instruction.operation(args);
      // A constant may be one of its arguments, which then would be disposed of twice.
      frame[place] = instruction.constant ? tf.keep(result.clone()) : result;
      if (instruction.constant) instruction.value = frame[place];
    }
  }

  dispose(): void {
    for (const instruction of this.#instructions) {
      instruction.value?.dispose();
      instruction.value = undefined;
      instruction.operation = undefined;
    }
  }
}

/** The symbols that sizes of an application depend on; attributes may name some that no shape does. */
function symbolsOf({ shape, arguments: args, attributes }: Tensor): Set<string> {
  const { begin = [], paddings = [] } = attributes as Partial<Attributes['slice'] & Attributes['pad']>;
  const sizes: readonly Dimension[] = [
    ...shape,
    ...args.flatMap((argument) => argument.shape),
    ...begin,
    ...paddings.flat(),
  ];
  return new Set(sizes.filter(isSymbolic).map(({ symbol }) => symbol));
}

function hasOtherSizes({ usesCapacity, usesEntries, preparedFor }: Instruction, sizes: SizeValues): boolean {
  return (
    (usesCapacity && preparedFor.capacity !== sizes.capacity) || (usesEntries && preparedFor.entries !== sizes.entries)
  );
}

/** @throws TensorError when a size is impossible in this run. */
function translate(
  tf: Tfjs,
  { primitive, attributes, shape, dtype, arguments: args }: Tensor,
  sizes: SizeValues,
): Operation {
  const resolve = (dimension: Dimension): number => resolveShape([dimension], sizes)[0] as number;
  const resolved = resolveShape(shape, sizes);
  const argumentShapes = args.map((argument) => resolveShape(argument.shape, sizes));
  if (primitive === 'slice')
    checkSlice((attributes as Attributes['slice']).begin.map(resolve), resolved, argumentShapes[0] ?? []);
  if (isEmpty(resolved)) return () => tf.tensor([], resolved, dataTypes[dtype]);
  return (translations[primitive] as Translation<PrimitiveName>)({
    tf,
    attributes,
    shape: resolved,
    dtype,
    argumentShapes,
    argumentTypes: args.map((argument) => argument.dtype),
    resolve,
  });
}
