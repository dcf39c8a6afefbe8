import { elementCount, isSymbolic, resolveShape, type Shape } from '../dimensions.ts';
import type { Rounding } from './formats.ts';
import { blockCopy, strides } from './kernels/loops.ts';
import { roundAll } from './program.ts';

interface Entry {
  readonly values: Float64Array;
  readonly shape: readonly number[];
  readonly gradient: Float64Array;
}

/**
 * A history table: the entries of one run, and the gradients of each. Entries of constant shape lie one after the other
 * and are read in place; entries that grow with time are filled up with zeros into a buffer at each reading.
 */
export class HistoryTable {
  readonly #entryShape: Shape;
  readonly #growing: boolean;
  readonly #flat: Float64Array;
  readonly #entries: Entry[] = [];
  readonly #capacity: number;

  constructor(entryShape: Shape, { steps, capacity }: { readonly steps: number; readonly capacity: number }) {
    this.#entryShape = entryShape;
    this.#capacity = capacity;
    this.#growing = entryShape.some(isSymbolic);
    this.#flat = new Float64Array(this.#growing ? 0 : steps * elementCount(entryShape as readonly number[]));
  }

  write(step: number, values: Float64Array, shape: readonly number[]): void {
    this.#entries[step] = { values, shape, gradient: new Float64Array(values.length) };
    if (!this.#growing) this.#flat.set(values, step * values.length);
  }

  /** Shape of an entry as step `step` reads it. */
  #readShape(step: number): number[] {
    // An entry of size entries + c is read as entries + c − 1: what the latest entry, written one step ago, has.
    return resolveShape(this.#entryShape, { capacity: this.#capacity, entries: step - 1 });
  }

  /** All entries before `step`. */
  read(step: number): Float64Array {
    if (step === 0) return new Float64Array(0);
    const shape = this.#readShape(step);
    const size = elementCount(shape);
    if (!this.#growing) return this.#flat.subarray(0, step * size);
    const all = new Float64Array(step * size);
    for (let entry = 0; entry < step; entry++) {
      const { values, shape: own } = this.#entries[entry] as Entry;
      blockCopy(
        own,
        { strides: strides(shape), offset: entry * size },
        { strides: strides(own), offset: 0 },
      )(all, values);
    }
    return all;
  }

  /** Adds the gradients that step `step` has for the entries it read, each sum rounded. */
  addGradient(step: number, gradient: Float64Array, round: Rounding | undefined): void {
    const shape = this.#readShape(step);
    const size = elementCount(shape);
    for (let entry = 0; entry < step; entry++) {
      const { shape: own, gradient: total } = this.#entries[entry] as Entry;
      const part = new Float64Array(total.length);
      blockCopy(
        own,
        { strides: strides(own), offset: 0 },
        { strides: strides(shape), offset: entry * size },
      )(part, gradient);
      for (let index = 0; index < part.length; index++)
        total[index] = (total[index] as number) + (part[index] as number);
      if (round !== undefined) roundAll(total, round);
    }
  }

  /** The gradient of the entry written at `step`; complete once all later steps have added theirs. */
  gradientOf(step: number): Float64Array {
    return (this.#entries[step] as Entry).gradient;
  }
}
