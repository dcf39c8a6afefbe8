/**
 * The safetensors file format (huggingface.co/docs/safetensors): 8 bytes length, a JSON header, the numbers.
 * Written here because no maintained package for Node or browsers writes it.
 */

export type SafetensorsType = 'F32' | 'F64' | 'I32';

/** A tensor of a file: `values` in row-major order, stored as F32, F64 or I32 by their class. */
export interface SafetensorsEntry {
  readonly shape: readonly number[];
  /** Row-major, as many as the shape has places. */
  readonly values: Float32Array | Float64Array | Int32Array;
}

/** What a file of the safetensors format holds: tensors by name, and texts about them. */
export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, SafetensorsEntry>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes are not a safetensors file, or not an undamaged one. */
export class SafetensorsError extends Error {
  override name = 'SafetensorsError';
}

const types = {
  F32: { bytes: 4, make: Float32Array },
  F64: { bytes: 8, make: Float64Array },
  I32: { bytes: 4, make: Int32Array },
} as const;

const metadataKey = '__metadata__';

/** Longest header that is believed; the format's own limit. */
const maximumHeader = 100_000_000;

function typeOf(values: SafetensorsEntry['values']): SafetensorsType {
  if (values instanceof Float32Array) return 'F32';
  return values instanceof Float64Array ? 'F64' : 'I32';
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * A file in the safetensors format, as bytes: length of the header, header in JSON, numbers (little-endian).
 * @throws SafetensorsError when a tensor's values do not fill its shape.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length === 0 ? [] : [[metadataKey, metadata]];
  let offset = 0;
  // Widest numbers first keeps every tensor aligned to its own size.
  const entries = Object.entries(tensors).sort(
    ([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT,
  );
  for (const [name, { shape, values }] of entries) {
    if (name === metadataKey) throw new SafetensorsError(`no tensor can have the name "${name}"`);
    if (values.length !== count(shape)) {
      throw new SafetensorsError(
        `tensor "${name}" has ${values.length} values, but the shape [${shape.join(', ')}] needs ${count(shape)}`,
      );
    }
    header.push([name, { dtype: typeOf(values), shape, data_offsets: [offset, offset + values.byteLength] }]);
    offset += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength).set(json, 8);
  let place = 8 + headerLength;
  for (const [, { values }] of entries) {
    writeLittleEndian(bytes, place, values);
    place += values.byteLength;
  }
  return bytes;
}

function writeLittleEndian(bytes: Uint8Array, place: number, values: SafetensorsEntry['values']): void {
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) {
    if (values instanceof Float32Array) view.setFloat32(place + 4 * index, value, true);
    else if (values instanceof Float64Array) view.setFloat64(place + 8 * index, value, true);
    else view.setInt32(place + 4 * index, value, true);
  }
}

function readLittleEndian(
  view: DataView,
  place: number,
  type: SafetensorsType,
  length: number,
): SafetensorsEntry['values'] {
  const { bytes, make } = types[type];
  const values = new make(length);
  for (let index = 0; index < length; index++) {
    const at = place + bytes * index;
    values[index] =
      type === 'F32' ? view.getFloat32(at, true) : type === 'F64' ? view.getFloat64(at, true) : view.getInt32(at, true);
  }
  return values;
}

/**
 * Reads a file in the safetensors format, with tensors of the types F32, F64 and I32.
 * @throws SafetensorsError saying what is wrong with the file.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (bytes.length < 8) throw new SafetensorsError(`not a safetensors file: ${bytes.length} bytes are too few`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > maximumHeader || 8 + headerLength > bytes.length) {
    throw new SafetensorsError(
      `not a safetensors file, or cut off: its header should be ${headerLength} bytes long, but ${bytes.length - 8} bytes follow`,
    );
  }
  const { [metadataKey]: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, 8 + headerLength));
  if (!isTextRecord(metadata)) throw new SafetensorsError('damaged: the metadata is not a record of texts');
  const start = 8 + headerLength;
  const described = Object.entries(entries).map(([name, entry]) => ({ name, ...checkEntry(name, entry) }));
  // The format wants the tensors to cover the data without gaps or overlaps; that also finds truncated files.
  let expected = 0;
  for (const { name, begin, end } of described.toSorted((a, b) => a.begin - b.begin)) {
    if (begin !== expected)
      throw new SafetensorsError(`damaged: tensor "${name}" begins at byte ${begin} of the data, expected ${expected}`);
    expected = end;
  }
  if (start + expected !== bytes.length) {
    throw new SafetensorsError(
      `damaged: the header describes ${expected} bytes of data, the file has ${bytes.length - start}`,
    );
  }
  return {
    tensors: Object.fromEntries(
      described.map(({ name, shape, type, begin }) => [
        name,
        { shape, values: readLittleEndian(view, start + begin, type, count(shape)) },
      ]),
    ),
    metadata,
  };
}

function isTextRecord(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch (error) {
    throw new SafetensorsError('damaged: the header is not JSON', { cause: error });
  }
  throw new SafetensorsError('damaged: the header is not an object');
}

function checkEntry(
  name: string,
  entry: unknown,
): { shape: number[]; type: SafetensorsType; begin: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof dtype !== 'string' || !Object.hasOwn(types, dtype))
    throw new SafetensorsError(`tensor "${name}": the type ${dtype} is not supported (F32, F64, I32 are)`);
  const type = dtype as SafetensorsType;
  if (!Array.isArray(shape) || !shape.every(isCount)) throw new SafetensorsError(`tensor "${name}": damaged shape`);
  const [begin, end] = Array.isArray(offsets) ? offsets : [];
  if (!isCount(begin) || !isCount(end) || end - begin !== count(shape) * types[type].bytes) {
    throw new SafetensorsError(`tensor "${name}": its offsets do not fit its shape [${shape.join(', ')}] of ${type}`);
  }
  return { shape, type, begin, end };
}
