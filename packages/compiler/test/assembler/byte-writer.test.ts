import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../src/assembler/byte-writer.ts';
import { AssemblyError } from '../../src/assembler/index.ts';

function written(write: (into: ByteWriter) => void): number[] {
  const writer = new ByteWriter();
  write(writer);
  expect(writer.length).toBe(writer.take().length);
  return [...writer.take()];
}

describe('unsigned LEB128', () => {
  test.each([
    [0, [0]],
    [0x7f, [0x7f]],
    [0x80, [0x80, 0x01]],
    [0x3fff, [0xff, 0x7f]],
    [0x4000, [0x80, 0x80, 0x01]],
    [624485, [0xe5, 0x8e, 0x26]],
    [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x08]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('%d', (value, bytes) => {
    expect(written((into) => into.unsigned(value))).toEqual(bytes);
  });

  test.each([-1, 0.5, 2 ** 32, Number.NaN])('refuses %d', (value) => {
    expect(() => written((into) => into.unsigned(value))).toThrow(AssemblyError);
  });
});

describe('signed LEB128', () => {
  test.each([
    [0, [0]],
    [-1, [0x7f]],
    [63, [0x3f]],
    [64, [0xc0, 0x00]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [127, [0xff, 0x00]],
    [128, [0x80, 0x01]],
    [-128, [0x80, 0x7f]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
    [2 ** 32 - 1, [0x7f]],
  ])('%d', (value, bytes) => {
    expect(written((into) => into.signed(value))).toEqual(bytes);
  });

  test.each([-(2 ** 31) - 1, 0.5, 2 ** 32, Number.NaN])('refuses %d', (value) => {
    expect(() => written((into) => into.signed(value))).toThrow(AssemblyError);
  });
});

test('grows beyond its first capacity', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 }), (parts) => {
      const bytes = written((into) => {
        for (const part of parts) into.bytes(part);
      });
      expect(bytes).toEqual(parts.flatMap((part) => [...part]));
    }),
    { seed: 2 },
  );
});

test('names are ASCII', () => {
  expect(written((into) => into.name('ab'))).toEqual([2, 0x61, 0x62]);
  expect(() => written((into) => into.name('é'))).toThrow('The name "é" is not ASCII.');
});
