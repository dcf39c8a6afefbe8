import type { Shape } from '@pushdown/tensors';
import type { Buffer, Slots } from '../loops/kernel.ts';
import type { LaneInfo } from '../passes/lanes.ts';

/** Hands out buffers and remembers them. */
export interface BufferTable {
  readonly buffers: readonly Buffer[];
  create(name: string, shape: Shape, lane: LaneInfo['axis'], slots: Slots): Buffer;
  /** Forgets all buffers but the first `count`. */
  truncate(count: number): void;
  /** Forgets buffers that nothing uses; the others keep their numbers. */
  drop(unused: readonly Buffer[]): void;
}

export function createBufferTable(): BufferTable {
  const buffers: Buffer[] = [];
  let next = 0;
  return {
    buffers,
    truncate(count) {
      next = buffers[count]?.id ?? next;
      buffers.length = count;
    },
    drop(unused) {
      buffers.splice(0, buffers.length, ...buffers.filter((buffer) => !unused.includes(buffer)));
    },
    create(name, shape, lane, slots) {
      const sizes = shape.filter((_, axis) => axis !== lane);
      const buffer: Buffer = { id: next++, name, sizes, laneAxis: lane, slots };
      buffers.push(buffer);
      return buffer;
    },
  };
}
