import { AssemblyError } from './errors.ts';

/** A growing sequence of bytes with the number encodings of the WebAssembly binary format, which is little-endian. */
export class ByteWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  /** How many bytes were written. */
  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#grow(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  bytes(values: ArrayLike<number>): void {
    this.#grow(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** Unsigned LEB128 of an integer in [0, 2³²). */
  unsigned(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
      throw new AssemblyError(`${value} is no unsigned 32-bit integer.`);
    }
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Signed LEB128 of an i32, which may be given as signed or as unsigned, as in the text format. */
  signed(value: number): void {
    let rest = asInt32(value);
    // The last group must also carry the sign in its bit 6.
    while (rest < -0x40 || rest > 0x3f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** Four bytes of an i32. */
  int32(value: number): void {
    this.#grow(4);
    new DataView(this.#bytes.buffer).setInt32(this.#length, asInt32(value), true);
    this.#length += 4;
  }

  /** Four bytes of a float32, rounded from the given number. */
  float32(value: number): void {
    this.#grow(4);
    new DataView(this.#bytes.buffer).setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  /** Eight bytes of a float64. */
  float64(value: number): void {
    this.#grow(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A name, preceded by its length. Only ASCII: there the UTF-8 code of a character is its one code unit. */
  name(text: string): void {
    const codes = Array.from(text, (_, index) => text.charCodeAt(index));
    if (codes.some((code) => code > 0x7f)) throw new AssemblyError(`The name "${text}" is not ASCII.`);
    this.unsigned(codes.length);
    this.bytes(codes);
  }

  /** The content of another writer, preceded by its length. */
  sized(content: ByteWriter): void {
    this.unsigned(content.length);
    this.bytes(content.#bytes.subarray(0, content.#length));
  }

  /** The content of another writer. */
  append(content: ByteWriter): void {
    this.bytes(content.#bytes.subarray(0, content.#length));
  }

  /** A copy of what was written. */
  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

function asInt32(value: number): number {
  if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 32) {
    throw new AssemblyError(`${value} is no 32-bit integer.`);
  }
  return value | 0;
}
