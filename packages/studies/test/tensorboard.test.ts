import { encodeEventFile } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import { crc32c } from '../src/tensorboard/crc32c.ts';
import { readEventFile } from './fixtures/event-reader.ts';

describe('event files of TensorBoard', () => {
  it('have the checksums of RFC 3720', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
  });

  it('are read back as they were meant, by other code', () => {
    const events = [
      { tag: 'loss/training', step: 1, value: 0.75, wallTime: 1_700_000_000.25 },
      { tag: 'a tag with ≠ letters', step: 300, value: -1e30, wallTime: 1_700_000_001.5 },
      { tag: 'x'.repeat(300), step: 2 ** 40, value: Number.POSITIVE_INFINITY, wallTime: 0 },
    ];
    const [first, ...read] = readEventFile(encodeEventFile(events));
    expect(first).toEqual({ wallTime: 1_700_000_000.25, step: 0, version: 'brain.Event:2' });
    expect(read).toEqual(events.map((event) => ({ ...event, value: Math.fround(event.value) })));
  });

  it('show damage', () => {
    const file = encodeEventFile([{ tag: 'loss', step: 1, value: 1, wallTime: 1 }]);
    for (let index = 8; index < file.length; index++) {
      const damaged = file.slice();
      damaged[index] = (damaged[index] as number) ^ 4;
      expect(() => readEventFile(damaged)).toThrow();
    }
  });
});
