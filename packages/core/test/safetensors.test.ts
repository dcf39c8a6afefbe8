import { decodeSafetensors, encodeSafetensors, SafetensorsError, type SafetensorsFile } from '@pushdown/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const shape = fc.array(fc.nat(3), { maxLength: 3 });
const filled = <T>(make: (values: number[]) => T, number: fc.Arbitrary<number>) =>
  shape.chain((sizes) => {
    const length = sizes.reduce((product, size) => product * size, 1);
    return fc
      .array(number, { minLength: length, maxLength: length })
      .map((values) => ({ shape: sizes, values: make(values) }));
  });
const entry = fc.oneof(
  filled((values) => Float32Array.from(values), fc.float()),
  filled((values) => Float64Array.from(values), fc.double()),
  filled((values) => Int32Array.from(values), fc.integer()),
);
const name = fc
  .oneof(fc.string({ unit: 'binary' }), fc.constant('__proto__'))
  .filter((text) => text !== '__metadata__');
const records = <T>(value: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.tuple(name, value), { maxLength: 5, selector: ([key]) => key })
    .map((pairs) => Object.fromEntries(pairs) as Record<string, T>);
const files: fc.Arbitrary<SafetensorsFile> = fc.record({ tensors: records(entry), metadata: records(name) });

const example = (): Uint8Array =>
  encodeSafetensors({
    tensors: {
      weights: { shape: [2, 1], values: Float32Array.of(1, -2.5) },
      bias: { shape: [1], values: Float64Array.of(0.1) },
      steps: { shape: [], values: Int32Array.of(-7) },
    },
    metadata: { format: 'test' },
  });

test('what is written is read back bit for bit', () => {
  fc.assert(
    fc.property(files, (file) => {
      const { tensors, metadata } = decodeSafetensors(encodeSafetensors(file));
      expect(Object.entries(metadata).sort()).toEqual(Object.entries(file.metadata).sort());
      expect(Object.keys(tensors).sort()).toEqual(Object.keys(file.tensors).sort());
      for (const [key, { shape, values }] of Object.entries(file.tensors)) {
        const found = Object.entries(tensors).find(([other]) => other === key)?.[1];
        expect(found?.shape).toEqual(shape);
        expect(found?.values).toEqual(values);
      }
    }),
    { numRuns: 200, seed: 3 },
  );
});

test('numbers begin at a multiple of their own size', () => {
  const narrowBeforeWide = {
    tensors: {
      narrow: { shape: [1], values: Float32Array.of(1) },
      wide: { shape: [1], values: Float64Array.of(1) },
    },
    metadata: {},
  };
  fc.assert(
    fc.property(files, (file) => {
      const bytes = encodeSafetensors(file);
      const header = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      expect(header % 8).toBe(0);
      const described = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + header)));
      for (const [key, { values }] of Object.entries(file.tensors)) {
        const own = Object.entries(described).find(([other]) => other === key)?.[1] as {
          data_offsets: [number, number];
        };
        expect(own.data_offsets[0] % values.BYTES_PER_ELEMENT).toBe(0);
      }
    }),
    { numRuns: 100, seed: 4, examples: [[narrowBeforeWide]] },
  );
});

test('a small file, byte by byte', () => {
  const header = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  ';
  expect(header).toHaveLength(56);
  expect([
    ...encodeSafetensors({ tensors: { a: { shape: [2], values: Float32Array.of(1, -2) } }, metadata: {} }),
  ]).toEqual([
    ...[56, 0, 0, 0, 0, 0, 0, 0],
    ...[...header].map((character) => character.charCodeAt(0)),
    ...[0x00, 0x00, 0x80, 0x3f],
    ...[0x00, 0x00, 0x00, 0xc0],
  ]);
});

test('bytes may lie anywhere in a larger buffer', () => {
  const bytes = example();
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(decodeSafetensors(shifted.subarray(3))).toEqual(decodeSafetensors(bytes));
});

describe('damage', () => {
  test('a file cut off anywhere, or with bytes added, is refused', () => {
    const bytes = example();
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(Uint8Array.of(...bytes, 0))).toThrow(
      'damaged: the header describes 20 bytes of data, the file has 21',
    );
  });

  test('a changed bit of the length is refused', () => {
    for (let bit = 0; bit < 64; bit++) {
      const bytes = example();
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(() => decodeSafetensors(bytes), `bit ${bit}`).toThrow(SafetensorsError);
    }
  });

  // The format has no checksum: a changed letter of a name is another valid name. Everything else must be noticed.
  test('a changed bit of the header is refused, or changes nothing but a name or the metadata', () => {
    const whole = decodeSafetensors(example());
    const described = (file: SafetensorsFile): unknown[] => Object.values(file.tensors);
    const header = Number(new DataView(example().buffer).getBigUint64(0, true));
    let refused = 0;
    for (let place = 8; place < 8 + header; place++) {
      for (let bit = 0; bit < 8; bit++) {
        const bytes = example();
        bytes[place] = (bytes[place] as number) ^ (1 << bit);
        try {
          expect(described(decodeSafetensors(bytes)), `byte ${place}, bit ${bit}`).toEqual(described(whole));
        } catch (error) {
          if (!(error instanceof SafetensorsError)) throw error;
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(header * 5);
  });

  const withHeader = (header: unknown, data = 0): Uint8Array => {
    const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
    const bytes = new Uint8Array(8 + json.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
    bytes.set(json, 8);
    return bytes;
  };
  const tensor = (begin: number, end: number, other: object = {}) => ({
    dtype: 'F32',
    shape: [(end - begin) / 4],
    data_offsets: [begin, end],
    ...other,
  });
  test.each<[string, Uint8Array, string]>([
    [
      'a gap',
      withHeader({ a: tensor(0, 4), b: tensor(8, 12) }, 12),
      'tensor "b" begins at byte 8 of the data, expected 4',
    ],
    [
      'an overlap',
      withHeader({ a: tensor(0, 8), b: tensor(4, 12) }, 12),
      'tensor "b" begins at byte 4 of the data, expected 8',
    ],
    [
      'a type that is not supported',
      withHeader({ a: tensor(0, 4, { dtype: 'BF16' }) }, 4),
      'tensor "a": the type BF16 is not supported',
    ],
    ['no type', withHeader({ a: {} }), 'tensor "a": the type undefined is not supported'],
    ['an entry that is null', withHeader({ a: null }), 'tensor "a": the type undefined is not supported'],
    ['a negative size', withHeader({ a: tensor(0, 4, { shape: [-1] }) }, 4), 'tensor "a": damaged shape'],
    [
      'a shape of another size',
      withHeader({ a: tensor(0, 4, { shape: [2] }) }, 4),
      'tensor "a": its offsets do not fit its shape [2] of F32',
    ],
    ['no offsets', withHeader({ a: { dtype: 'F32', shape: [1] } }, 4), 'tensor "a": its offsets do not fit'],
    ['a header that is no JSON', withHeader('{"a":'), 'damaged: the header is not JSON'],
    ['a header that is an array', withHeader('[]'), 'damaged: the header is not an object'],
    [
      'metadata that is no record',
      withHeader({ __metadata__: null }),
      'damaged: the metadata is not a record of texts',
    ],
    [
      'metadata with numbers',
      withHeader({ __metadata__: { epoch: 3 } }),
      'damaged: the metadata is not a record of texts',
    ],
  ])('%s is refused', (_name, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });
});

test('values that do not fill their shape, and the name of the metadata, are refused when written', () => {
  const a = { shape: [2], values: Float32Array.of(1) };
  expect(() => encodeSafetensors({ tensors: { a }, metadata: {} })).toThrow(
    'tensor "a" has 1 values, but the shape [2] needs 2',
  );
  const __metadata__ = { shape: [1], values: Float32Array.of(1) };
  expect(() => encodeSafetensors({ tensors: { __metadata__ }, metadata: {} })).toThrow(
    'no tensor can have the name "__metadata__"',
  );
});
