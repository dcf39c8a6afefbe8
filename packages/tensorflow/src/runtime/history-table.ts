import { extend, isSymbolic, resolveShape, type Shape } from '@pushdown/tensors';
import type { Tfjs, TfTensor } from '../tfjs.ts';
import { padded, sliced } from '../translations/arrange.ts';

/**
 * A history table: the entries of one run along a first axis, those that grow with time filled up with zeros to the size of
 * the latest, and the gradients of all of them. What it holds belongs to the scope of the run.
 */
export class HistoryTable {
  readonly #tf: Tfjs;
  readonly #entryShape: Shape;
  readonly #capacity: number;
  #entries: TfTensor;
  #gradient: TfTensor | undefined;

  constructor(tf: Tfjs, entryShape: Shape, capacity: number) {
    this.#tf = tf;
    this.#entryShape = entryShape;
    this.#capacity = capacity;
    this.#entries = tf.tensor([], [0, ...this.#readShape(0)], 'float32');
  }

  /** Shape of an entry as step `step` reads it: what the latest entry, written one step ago, has. */
  #readShape(step: number): number[] {
    const read = this.#entryShape.map((size) =>
      isSymbolic(size) && size.symbol === 'entries' ? extend(size, -1) : size,
    );
    return resolveShape(read, { capacity: this.#capacity, entries: step });
  }

  /** What `make` returns instead of what the table held, which is freed before the end of the run. */
  #replace(old: TfTensor | undefined, make: () => TfTensor): TfTensor {
    const next = this.#tf.tidy(make);
    old?.dispose();
    return next;
  }

  /** Takes over the tensor of an entry. To be called in the scope of the run. */
  write(step: number, entry: TfTensor): void {
    this.#entries = this.#replace(this.#entries, () => {
      const row = this.#tf.expandDims(entry, 0);
      if (step === 0) return row.clone();
      const grown = padded(
        this.#tf,
        this.#entries,
        this.#entries.shape.map((size, axis): [number, number] => [
          0,
          axis === 0 ? 0 : (row.shape[axis] as number) - size,
        ]),
      );
      return this.#tf.concat([grown, row], 0);
    });
    entry.dispose();
  }

  /** All entries before `step`, in the scope under way. */
  read(step: number): TfTensor {
    const shape = [step, ...this.#readShape(step)];
    if (shape.includes(0)) return this.#tf.tensor([], shape, 'float32');
    return sliced(
      this.#tf,
      this.#entries,
      shape.map(() => 0),
      shape,
    );
  }

  /** Adds, and takes over, the gradients that a step has for the entries it read. To be called in the scope of the run. */
  addGradient(gradient: TfTensor): void {
    const { shape } = this.#entries;
    if (gradient.size > 0)
      this.#gradient = this.#replace(this.#gradient, () => {
        const whole = padded(
          this.#tf,
          gradient,
          shape.map((size, axis): [number, number] => [0, size - (gradient.shape[axis] as number)]),
        );
        if (this.#gradient === undefined) return whole;
        return this.#tf.reshape(
          this.#tf.add(this.#tf.reshape(this.#gradient, [-1]), this.#tf.reshape(whole, [-1])),
          shape,
        );
      });
    gradient.dispose();
  }

  /** The gradient of the entry written at `step`; complete once all later steps have added theirs. */
  gradientOf(step: number): TfTensor {
    const own = resolveShape(this.#entryShape, { capacity: this.#capacity, entries: step });
    if (this.#gradient === undefined || own.includes(0)) return this.#tf.zeros(own);
    const begin = [step, ...own.map(() => 0)];
    return this.#tf.reshape(sliced(this.#tf, this.#gradient, begin, [1, ...own]), own);
  }
}
