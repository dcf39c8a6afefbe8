import { elementCount } from '@pushdown/tensors';
import type { Tfjs, TfTensor, TfVariable } from '../tfjs.ts';
import { toFloats } from './numbers.ts';

interface Entry {
  readonly shape: readonly number[];
  /** Where the numbers are while there is no variable. */
  values: Float32Array;
  variable: TfVariable | undefined;
}

/** Parameters or optimizer slots: zero at first, variables of TensorFlow.js as soon as something computes with them. */
export class VariableStore {
  readonly #tf: () => Tfjs;
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(tf: () => Tfjs, shapes: Readonly<Record<string, readonly number[]>>) {
    this.#tf = tf;
    this.#entries = new Map(
      Object.entries(shapes).map(([key, shape]) => [
        key,
        { shape, values: new Float32Array(elementCount(shape)), variable: undefined },
      ]),
    );
  }

  size(key: string): number | undefined {
    return this.#entries.get(key)?.values.length;
  }

  #entry(key: string): Entry {
    return this.#entries.get(key) as Entry;
  }

  read(key: string): Float32Array {
    const { values, variable } = this.#entry(key);
    return variable === undefined ? values.slice() : toFloats(variable);
  }

  write(key: string, values: ArrayLike<number>): void {
    const entry = this.#entry(key);
    entry.variable?.dispose();
    entry.variable = undefined;
    entry.values.set(values);
  }

  variable(key: string): TfVariable {
    const entry = this.#entry(key);
    entry.variable ??= this.#tf().tidy(() =>
      this.#tf().variable(this.#tf().tensor(entry.values.slice(), [...entry.shape], 'float32'), false),
    );
    return entry.variable;
  }

  /** Gives a variable new numbers, which it shares with the tensor; the tensor may be disposed of afterwards. */
  assign(key: string, value: TfTensor): void {
    this.variable(key).assign(value);
  }

  /** Brings all numbers back and frees the variables. */
  release(): void {
    for (const entry of this.#entries.values()) {
      if (entry.variable === undefined) continue;
      entry.values.set(entry.variable.dataSync());
      entry.variable.dispose();
      entry.variable = undefined;
    }
  }
}
