import { crc32c } from './crc32c.ts';

/** A number at a step of training. */
export interface ScalarEvent {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/**
 * An event file of TensorBoard with scalars: TFRecords of protocol buffers of the type `tensorflow.Event`, the first of which
 * names the version of the format.
 */
export function encodeEventFile(events: readonly ScalarEvent[]): Uint8Array {
  const version = message([double(1, events[0]?.wallTime ?? 0), text(3, 'brain.Event:2')]);
  return concat([version, ...events.map(encodeEvent)].map(encodeRecord));
}

/** Event { double wall_time = 1; int64 step = 2; Summary summary = 5 }, Summary { Value value = 1 }, Value { tag = 1; float simple_value = 2 }. */
function encodeEvent({ tag, step, value, wallTime }: ScalarEvent): Uint8Array {
  const summary = message([bytes(1, message([text(1, tag), float(2, value)]))]);
  return message([double(1, wallTime), varint(2, step), bytes(5, summary)]);
}

/** A TFRecord: length and data, each followed by its masked checksum. */
function encodeRecord(data: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true);
  return concat([length, maskedChecksum(length), data, maskedChecksum(data)]);
}

function maskedChecksum(data: Uint8Array): Uint8Array {
  const crc = crc32c(data);
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  const result = new Uint8Array(4);
  new DataView(result.buffer).setUint32(0, masked, true);
  return result;
}

const wireTypes = { varint: 0, eightBytes: 1, lengthDelimited: 2, fourBytes: 5 } as const;

const message = concat;

function field(number: number, wireType: keyof typeof wireTypes, content: Uint8Array): Uint8Array {
  return concat([encodeVarint((number << 3) | wireTypes[wireType]), content]);
}

function varint(number: number, value: number): Uint8Array {
  return field(number, 'varint', encodeVarint(value));
}

function bytes(number: number, content: Uint8Array): Uint8Array {
  return field(number, 'lengthDelimited', concat([encodeVarint(content.length), content]));
}

function text(number: number, content: string): Uint8Array {
  return bytes(number, new TextEncoder().encode(content));
}

function double(number: number, value: number): Uint8Array {
  return field(number, 'eightBytes', new Uint8Array(Float64Array.of(value).buffer));
}

function float(number: number, value: number): Uint8Array {
  return field(number, 'fourBytes', new Uint8Array(Float32Array.of(value).buffer));
}

function encodeVarint(value: number): Uint8Array {
  const result: number[] = [];
  let rest = BigInt(value);
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    result.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(result);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
