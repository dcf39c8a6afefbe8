/**
 * Weights of nonterminals over spans of a string, as lists of starts for each nonterminal and end. The lists are linked
 * within one pool, which is kept from string to string.
 */
export class Spans {
  starts: Int32Array = new Int32Array(1024);
  mantissas: Float64Array = new Float64Array(1024);
  exponents: Int32Array = new Int32Array(1024);
  /** Index of the next span of a list; −1 at its end. */
  next: Int32Array = new Int32Array(1024);
  /** Index of the first span by nonterminal + nonterminals · end; −1 if there is none. */
  heads: Int32Array = new Int32Array(0);
  #count = 0;

  clear(lists: number): void {
    if (this.heads.length < lists) this.heads = new Int32Array(2 * lists);
    this.heads.fill(-1, 0, lists);
    this.#count = 0;
  }

  push(list: number, start: number, mantissa: number, exponent: number): void {
    const index = this.#count++;
    if (index === this.starts.length) this.#grow();
    this.starts[index] = start;
    this.mantissas[index] = mantissa;
    this.exponents[index] = exponent;
    this.next[index] = this.heads[list]!;
    this.heads[list] = index;
  }

  #grow(): void {
    const { starts, mantissas, exponents, next } = this;
    const size = 2 * starts.length;
    this.starts = new Int32Array(size);
    this.starts.set(starts);
    this.mantissas = new Float64Array(size);
    this.mantissas.set(mantissas);
    this.exponents = new Int32Array(size);
    this.exponents.set(exponents);
    this.next = new Int32Array(size);
    this.next.set(next);
  }
}
