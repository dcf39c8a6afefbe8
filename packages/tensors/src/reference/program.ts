import { elementCount, isSymbolic, resolveDimension, resolveShape, type SizeValues } from '../dimensions.ts';
import { topologicalOrder } from '../graph.ts';
import type { PrimitiveName } from '../primitives/attributes.ts';
import { isExact } from '../primitives/exact.ts';
import type { Tensor } from '../tensor.ts';
import type { Rounding } from './formats.ts';
import { kernels } from './kernels/index.ts';
import type { Application, Kernel, KernelMaker } from './kernels/kernel.ts';

/** The values of one evaluation of a program: one place for every application. */
export interface Frame {
  readonly values: Float64Array[];
  /** Memory of each place, kept for the next evaluation; `values` may use a part of it. */
  readonly storage: Float64Array[];
}

/** Supplies the numbers of a leaf. They are read, never written. */
export type LeafValues = (leaf: Tensor) => Float64Array;

interface Instruction {
  readonly tensor: Tensor;
  readonly place: number;
  readonly arguments: readonly number[];
  /** Whether sizes change from run to run, or from step to step. */
  readonly usesCapacity: boolean;
  readonly usesEntries: boolean;
  size: number;
  kernel: Kernel | undefined;
  preparedFor: SizeValues;
}

/**
 * A graph in an order in which it can be computed, interpreted one application at a time. Several graphs may share one
 * numbering of places (a backward graph reads the values of the forward one): pass the program it continues.
 */
export class Program {
  readonly #instructions: readonly Instruction[];
  readonly #places: Map<Tensor, number>;
  readonly #round: Rounding | undefined;

  constructor(results: readonly Tensor[], round: Rounding | undefined, continues?: Program) {
    this.#round = round;
    this.#places = new Map(continues === undefined ? [] : continues.#places);
    const order = topologicalOrder(results).filter((tensor) => !this.#places.has(tensor));
    for (const tensor of order) this.#places.set(tensor, this.#places.size);
    this.#instructions = order.map((tensor) => {
      const symbols = [tensor, ...tensor.arguments]
        .flatMap(({ shape }) => shape.filter(isSymbolic))
        .map(({ symbol }) => symbol);
      return {
        tensor,
        place: this.#places.get(tensor) as number,
        arguments: tensor.arguments.map((argument) => this.#places.get(argument) as number),
        usesCapacity: symbols.includes('capacity'),
        usesEntries: symbols.includes('entries'),
        size: 0,
        kernel: undefined,
        preparedFor: { capacity: 0, entries: 0 },
      };
    });
  }

  /** The tensors computed by `continued` that this program reads. */
  readsFrom(continued: Program): Set<Tensor> {
    const own = new Set(this.#instructions.map(({ tensor }) => tensor));
    const read = this.#instructions.flatMap(({ tensor }) => tensor.arguments.filter((argument) => !own.has(argument)));
    return new Set(read.filter((tensor) => continued.#places.has(tensor)));
  }

  value(frame: Frame, tensor: Tensor): Float64Array {
    return frame.values[this.#places.get(tensor) as number] as Float64Array;
  }

  /**
   * Computes every application into the frame.
   * @param storageOf whose memory each result uses; results that nobody reads later may share it between frames.
   */
  evaluate(
    frame: Frame,
    sizes: SizeValues,
    leafValues: LeafValues,
    storageOf: (tensor: Tensor) => Frame = () => frame,
  ): void {
    const args: Float64Array[] = [];
    for (const instruction of this.#instructions) {
      const { tensor, place } = instruction;
      if (tensor.primitive === 'leaf') {
        frame.values[place] = leafValues(tensor);
        continue;
      }
      if (instruction.kernel === undefined || hasOtherSizes(instruction, sizes)) {
        const shape = resolveShape(tensor.shape, sizes);
        instruction.size = elementCount(shape);
        instruction.kernel = makeKernel(tensor, shape, sizes);
        instruction.preparedFor = sizes;
      }
      const out = allocate(storageOf(tensor), place, instruction.size);
      frame.values[place] = out;
      args.length = 0;
      for (const argument of instruction.arguments) args.push(frame.values[argument] as Float64Array);
      instruction.kernel(out, args);
      if (this.#round !== undefined && tensor.dtype === 'float' && !isExact(tensor.primitive))
        roundAll(out, this.#round);
    }
  }
}

function hasOtherSizes({ usesCapacity, usesEntries, preparedFor }: Instruction, sizes: SizeValues): boolean {
  return (
    (usesCapacity && preparedFor.capacity !== sizes.capacity) || (usesEntries && preparedFor.entries !== sizes.entries)
  );
}

export function roundAll(values: Float64Array, round: Rounding): void {
  for (let index = 0; index < values.length; index++) values[index] = round(values[index] as number);
}

export function emptyFrame(): Frame {
  return { values: [], storage: [] };
}

function allocate({ storage }: Frame, place: number, size: number): Float64Array {
  const known = storage[place];
  if (known !== undefined && known.length === size) return known;
  if (known !== undefined && known.buffer.byteLength >= size * 8) {
    const part = new Float64Array(known.buffer as ArrayBuffer, 0, size);
    storage[place] = part;
    return part;
  }
  const fresh = new Float64Array(size);
  storage[place] = fresh;
  return fresh;
}

function makeKernel(tensor: Tensor, shape: readonly number[], sizes: SizeValues): Kernel {
  const application: Application<PrimitiveName> = {
    attributes: tensor.attributes,
    shape,
    argumentShapes: tensor.arguments.map((argument) => resolveShape(argument.shape, sizes)),
    resolve: (dimension) => resolveDimension(dimension, sizes),
  };
  return (kernels[tensor.primitive] as KernelMaker<PrimitiveName>)(application as never);
}
